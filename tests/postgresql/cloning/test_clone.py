"""A clone holds all that its source holds; the source is read, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from migration_safety.databases.postgresql.cloning import clone
from migration_safety.databases.postgresql.cloning.production import SESSIONS_OF_A_DESK
from migration_safety.errors import CloneError, SandboxError
from tests.plugins.servers import Server, start
from tests.postgresql.cloning.project import fill, rows_of, schema_of

SHAPED = "SELECT current_setting('timezone'), current_setting('search_path')"


LOGIN = """
    SELECT count(*), bool_or(rolcanlogin) FROM pg_roles
    WHERE rolname IN ('auditor', 'owner_of_all')
"""


def name_of(url: str) -> str:
    return str(conninfo_to_dict(url)["dbname"])


def one(address: str, query: str) -> Any:
    with psycopg.connect(address, autocommit=True) as connection:
        return connection.execute(query.encode()).fetchone()


def run(address: str, command: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(command.encode())


@contextmanager
def role(server: Server, name: str, options: str) -> Iterator[None]:
    """A role as long as the block lasts, which may not create in anybody's schema."""
    identifier = sql.Identifier(name)
    with server.connect() as connection:
        connection.execute(sql.SQL("CREATE ROLE {} ").format(identifier) + sql.SQL(options))
        try:
            yield
        finally:
            connection.execute(sql.SQL("DROP ROLE {}").format(identifier))


def test_where_nobody_is_connected_the_database_is_copied(project: str) -> None:
    with clone(project, server="") as made:
        assert made.method in {"wal_log", "file_copy", "clone"}
        assert rows_of(made.conninfo) == rows_of(project)
        assert schema_of(made.conninfo) == schema_of(project)
        assert made.bytes > 0
        assert made.seconds > 0
        name = made.name

    assert one(project, f"SELECT count(*) FROM pg_database WHERE datname = '{name}'") == (0,)


def test_where_somebody_is_connected_it_is_dumped_and_restored(project: str) -> None:
    with psycopg.connect(project), clone(project, server="") as made:
        assert made.method == "dump and restore"
        assert rows_of(made.conninfo) == rows_of(project)
        assert schema_of(made.conninfo) == schema_of(project)
    assert "others are connected to it: postgres" in made.notes[0]


def test_onto_another_server_of_a_later_version(project: str, own_server: Server) -> None:
    with clone(project, server=own_server.url()) as made:
        assert made.method == "dump and restore"
        assert rows_of(made.conninfo) == rows_of(project)
    assert "on another server" in made.notes[0]


def test_a_clone_can_be_copied(project: str) -> None:
    with clone(project, server="") as made, made.copy() as copied:
        assert rows_of(copied.conninfo) == rows_of(project)


def test_the_source_is_read_by_a_role_that_may_do_no_more(own_server: Server) -> None:
    reads = role(own_server, "cloner", "LOGIN IN ROLE pg_read_all_data")
    with reads, own_server.database() as url:
        fill(url)
        # Of large objects the privilege to read all data does not speak.
        run(url, f"ALTER DATABASE {name_of(url)} SET lo_compat_privileges = on")
        reader = own_server.url(name_of(url), user="cloner")
        with psycopg.connect(url), clone(reader, server=own_server.url()) as made:
            assert rows_of(made.conninfo) == rows_of(url)


def test_what_the_role_may_not_read_is_told(own_project: str, own_server: Server) -> None:
    url = own_server.url(name_of(own_project), user="stranger")
    with (
        role(own_server, "stranger", "LOGIN"),
        psycopg.connect(own_project),
        pytest.raises(CloneError, match="permission denied for") as caught,
    ):
        clone(url, server=own_server.url()).__enter__()
    assert "pg_read_all_data" in caught.value.advice


def test_owners_and_grants_come_with_roles_that_cannot_log_in(
    own_server: Server, newest: Server
) -> None:
    owner, auditor = role(newest, "owner_of_all", ""), role(newest, "auditor", "")
    with owner, auditor, newest.database() as url:
        fill(url)
        run(url, "ALTER TABLE visit OWNER TO owner_of_all; GRANT SELECT ON visit TO auditor")
        with clone(url, server=own_server.url()) as made:
            assert schema_of(made.conninfo) == schema_of(url)
            assert one(made.conninfo, LOGIN) == (2, False)
    assert "Roles made without login: auditor, owner_of_all." in made.notes
    assert one(own_server.url(), LOGIN) == (0, None)


def test_a_role_without_powers_clones_without_owners_and_says_so(
    own_project: str, own_server: Server
) -> None:
    makes = role(own_server, "maker", "LOGIN CREATEDB")
    with makes, clone(own_project, server=own_server.url(user="maker")) as made:
        assert rows_of(made.conninfo) == rows_of(own_project)
    assert any("UNPROVEN" in note for note in made.notes)


def test_a_role_that_may_not_create_databases(own_project: str, own_server: Server) -> None:
    refused = pytest.raises(SandboxError, match="may not create databases")
    with role(own_server, "modest", "LOGIN"), refused:
        clone(own_project, server=own_server.url(user="modest")).__enter__()


@pytest.mark.parametrize("connected", [False, True], ids=["copied", "dumped"])
def test_sessions_of_the_clone_begin_as_those_of_the_source(project: str, connected: bool) -> None:
    name = name_of(project)
    run(project, f"ALTER DATABASE {name} SET timezone = 'Asia/Kolkata'")
    run(project, f"""ALTER ROLE postgres IN DATABASE {name} SET search_path = "$user", "a, b" """)
    with ExitStack() as stack:
        if connected:
            stack.enter_context(psycopg.connect(project))
        made = stack.enter_context(clone(project, server=""))
        shaped = one(made.conninfo, SHAPED)

    assert shaped == one(project, SHAPED) == ("Asia/Kolkata", '"$user", "a, b"')


@pytest.mark.parametrize("connected", [False, True], ids=["copied", "dumped"])
def test_a_clone_does_not_reach_out(project: str, connected: bool) -> None:
    run(
        project,
        """
        CREATE FUNCTION call() RETURNS event_trigger LANGUAGE plpgsql AS
            'BEGIN RAISE EXCEPTION ''called''; END';
        CREATE FOREIGN DATA WRAPPER far; CREATE SERVER away FOREIGN DATA WRAPPER far;
        CREATE USER MAPPING FOR public SERVER away OPTIONS (password 'secret');
        CREATE PUBLICATION told FOR TABLE person;
        CREATE SUBSCRIPTION heard CONNECTION 'host=nowhere' PUBLICATION told
            WITH (connect = false, enabled = false, slot_name = NONE, create_slot = false);
        CREATE EVENT TRIGGER calling ON ddl_command_end EXECUTE FUNCTION call();
        """,
    )
    reaching = """
        SELECT (SELECT count(*) FROM pg_event_trigger WHERE evtenabled <> 'D'),
            (SELECT count(*) FROM pg_user_mapping), (SELECT count(*) FROM pg_subscription AS s
             JOIN pg_database AS d ON d.oid = subdbid WHERE datname = current_database()),
            (SELECT count(*) FROM pg_publication), (SELECT count(*) FROM pg_event_trigger)
    """
    with ExitStack() as stack:
        stack.callback(run, project, "DROP EVENT TRIGGER calling; DROP SUBSCRIPTION heard")
        if connected:
            stack.enter_context(psycopg.connect(project))
        made = stack.enter_context(clone(project, server=""))
        run(made.conninfo, "CREATE TABLE quiet (id int)")
        assert one(made.conninfo, reaching) == (0, 0, 0, 1, 1)

    assert "Event triggers are disabled in the clone: calling." in made.notes


def test_a_server_with_replication_slots_looks_like_production(
    own_project: str, own_server: Server
) -> None:
    run(own_project, "SELECT pg_create_physical_replication_slot('standby')")
    try:
        with pytest.raises(CloneError, match=r"looks like production.*1 replication slot"):
            clone(own_project, server="").__enter__()
        with clone(own_project, server="", production=True) as made:
            assert made.bytes
    finally:
        run(own_project, "SELECT pg_drop_replication_slot('standby')")


def test_a_server_where_many_are_at_work_in_the_project_looks_like_production(
    own_project: str,
) -> None:
    with ExitStack() as stack:
        for _ in range(SESSIONS_OF_A_DESK + 1):
            stack.enter_context(psycopg.connect(own_project))
        with pytest.raises(CloneError, match=f"9 sessions in {name_of(own_project)}"):
            clone(own_project, server=own_project).__enter__()


def test_an_older_server_cannot_take_it(own_project: str) -> None:
    with pytest.raises(CloneError, match="PostgreSQL 16 cannot take what PostgreSQL 18 holds"):
        clone(own_project, server=start(16).url()).__enter__()


def test_rows_that_do_not_fit_are_told_without_their_values(own_project: str) -> None:
    run(
        own_project,
        """
        CREATE FUNCTION public.fits(text) RETURNS bool LANGUAGE plpgsql AS
            'BEGIN RETURN EXISTS (SELECT FROM public.person); END';
        CREATE TABLE a_secret (word text CHECK (public.fits(word)));
        INSERT INTO a_secret VALUES ('rosebud');
        """,
    )
    with psycopg.connect(own_project), pytest.raises(CloneError, match="a_secret") as caught:
        clone(own_project, server="").__enter__()
    assert "rosebud" not in str(caught.value)


def test_a_database_that_does_not_answer_is_told_without_its_password() -> None:
    with pytest.raises(CloneError, match="No PostgreSQL answers") as caught:
        clone("postgresql://me:hush@127.0.0.1:1/shop").__enter__()
    assert "hush" not in str(caught.value)


def test_an_entry_of_another_vendor_cannot_be_cloned() -> None:
    with pytest.raises(CloneError, match="Only a PostgreSQL database"):
        clone({"ENGINE": "django.db.backends.sqlite3", "NAME": "shop"}).__enter__()
