"""What keeps a database from being cloned is told before anything is made, with what to do."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from migration_safety.databases.postgresql.cloning import clone
from migration_safety.databases.postgresql.cloning.dumping.programs import programs
from migration_safety.databases.postgresql.cloning.room import check_room, free_room
from migration_safety.databases.postgresql.cloning.shared import checked
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.databases.postgresql.sandboxes.locale import Locale
from migration_safety.errors import CloneError
from tests.plugins.servers import CLUSTERS, Server

WAITING = """
    SELECT count(*) FROM pg_locks
    WHERE NOT granted AND locktype = 'object' AND classid = 'pg_database'::regclass
"""


@pytest.fixture
def extended(own_server: Server) -> Iterator[str]:
    """A database with an extension `shapes` that no other server has, and one `pg_cron`."""
    # pytest's own folders are closed to the user that the server runs as.
    folder = Path(tempfile.mkdtemp(dir=os.environ[CLUSTERS]))
    folder.chmod(0o755)
    (folder / "extension").mkdir()
    scripts = {
        "shapes": "CREATE FUNCTION area() RETURNS int LANGUAGE sql AS 'SELECT 1';",
        "pg_cron": "CREATE TABLE job (id int); SELECT pg_extension_config_dump('job', '');",
    }
    for name, script in scripts.items():
        control = "default_version = '1'\nrelocatable = true\n"
        (folder / "extension" / f"{name}.control").write_text(control)
        (folder / "extension" / f"{name}--1.sql").write_text(script)
    with own_server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        path = f"$system:{folder}"
        connection.execute("SELECT set_config('extension_control_path', %s, false)", [path])
        connection.execute("CREATE EXTENSION shapes; CREATE EXTENSION pg_cron")
        connection.execute("INSERT INTO job VALUES (1); CREATE TABLE page (id int)")
        yield url


def test_extensions_that_nothing_needs_are_left_out(extended: str, newest: Server) -> None:
    with clone(extended, server=newest.url()) as made, psycopg.connect(made.conninfo) as connection:
        assert connection.execute("SELECT count(*) FROM page").fetchone() == (0,)
    assert "Extensions left out, as the sandbox server lacks them: pg_cron, shapes." in made.notes


def test_extensions_that_something_needs_are_named(extended: str, newest: Server) -> None:
    with psycopg.connect(extended) as connection:
        connection.execute("ALTER TABLE page ADD area int DEFAULT area()")
    with pytest.raises(CloneError, match="lacks extensions that the database needs: shapes"):
        clone(extended, server=newest.url()).__enter__()


def test_without_room_the_figures_are_told() -> None:
    with pytest.raises(CloneError, match=r"needs 12,000 MB, and .* has 4,100 MB free"):
        check_room(12_000_000_000, 4_100_000_000)


def test_room_that_cannot_be_known_is_said_to_be_unknown() -> None:
    assert "12 MB) is unknown" in check_room(12_000_000, None)
    assert check_room(12_000_000, 12_000_001) == ""


def test_the_room_of_a_server_on_this_machine_is_known(newest: Server) -> None:
    with newest.connect() as connection:
        assert free_room(connection)


def test_without_pg_dump_it_is_told_what_to_install() -> None:
    with pytest.raises(CloneError, match="needs pg_dump and pg_restore 99 or newer") as caught:
        programs(99)
    assert "apt-get install postgresql-client-99" in caught.value.advice


def test_a_locale_that_the_server_lacks_is_told(newest: Server) -> None:
    locale = Locale("UTF8", "c", "xx_XX.UTF-8", "xx_XX.UTF-8", "")
    with Sandbox(newest.url(), locale=locale) as sandbox, psycopg.connect(sandbox.conninfo):
        pass
    assert sandbox.note == "Text sorts by code point: the server has no locale xx_XX.UTF-8."


def test_the_encoding_is_the_same_whatever_the_locale(server: Server) -> None:
    locale = Locale("LATIN1", "i", "xx_XX", "xx_XX", "xx")
    with (
        Sandbox(server.url(), locale=locale) as sandbox,
        psycopg.connect(sandbox.conninfo) as connection,
    ):
        assert connection.execute("SHOW server_encoding").fetchone() == ("LATIN1",)


def copy(server: Server, name: str) -> None:
    with Sandbox(server.url(), like=name):
        pass


def test_whoever_connects_to_a_database_that_is_copied_waits(server: Server) -> None:
    """What docs/cloning.md says of CREATE DATABASE ... TEMPLATE."""
    with server.database() as url, server.connect() as holder, server.connect() as watcher:
        name = str(conninfo_to_dict(url)["dbname"])
        with holder.transaction():
            # The copy holds its lock on the source by the time that it comes here.
            holder.execute("LOCK pg_database IN SHARE ROW EXCLUSIVE MODE")
            copying = Thread(target=copy, args=(server, name))
            copying.start()
            time.sleep(0.5)
            connecting = Thread(target=lambda: psycopg.connect(url).close())
            connecting.start()
            while watcher.execute(WAITING).fetchone() == (0,):
                time.sleep(0.01)
        copying.join()
        connecting.join()


def test_the_projects_own_server_is_recognised_whatever_its_address(own_server: Server) -> None:
    with own_server.database() as url:
        name = str(conninfo_to_dict(url)["dbname"])
        place = checked(url, own_server.url(name))
        assert conninfo_to_dict(place)["dbname"] == "postgres"


def test_a_project_that_does_not_answer_is_on_no_server_that_does(newest: Server) -> None:
    assert checked(newest.url(), "postgresql://127.0.0.1:1/shop") == newest.url()


def test_its_own_server_needs_a_project_that_answers() -> None:
    with pytest.raises(CloneError, match="No PostgreSQL answers"):
        checked("own", "postgresql://127.0.0.1:1/shop")


def test_a_role_that_may_not_see_where_the_data_is_does_not_know_the_room(
    own_server: Server,
) -> None:
    with own_server.connect() as connection:
        connection.execute("CREATE ROLE unseeing LOGIN")
        with psycopg.connect(own_server.url(user="unseeing")) as session:
            assert free_room(session) is None
        connection.execute("DROP ROLE unseeing")
