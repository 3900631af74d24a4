"""A copy of a sandbox holds what the original holds, and lives and dies on its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql

from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.databases.postgresql.sandboxes.copying import CROSSOVER, choose
from migration_safety.errors import SandboxError
from tests.plugins.servers import Server

HOLD = """
import sys
from migration_safety.databases.postgresql.sandbox import Sandbox
with Sandbox(sys.argv[1]) as sandbox, sandbox.copy() as copy:
    print(sandbox.name, copy.name, flush=True)
    sys.stdin.read()
"""
ROWS = "CREATE TABLE page (id int PRIMARY KEY); INSERT INTO page SELECT generate_series(1, 3)"
SESSION = """
    SELECT current_setting('search_path'), current_setting('timezone'),
        has_database_privilege('visitor', current_database(), 'CREATE'),
        has_database_privilege('visitor', current_database(), 'TEMPORARY')
"""


def databases(server: Server, *names: str) -> int:
    with server.connect() as connection:
        query = "SELECT count(*) FROM pg_database WHERE datname = ANY(%s)"
        (count,) = connection.execute(query, [list(names)]).fetchone() or (0,)
    return int(count)


def one(sandbox: Sandbox, query: str) -> Any:
    with psycopg.connect(sandbox.conninfo) as connection:
        return connection.execute(query.encode()).fetchone()


@pytest.fixture
def filled(server: Server) -> Iterator[Sandbox]:
    """A sandbox with three rows; nobody is connected to it."""
    with Sandbox(server.url()) as sandbox:
        with psycopg.connect(sandbox.conninfo) as connection:
            connection.execute(ROWS)
        yield sandbox


def test_a_copy_has_its_rows_and_is_dropped_alone(server: Server, filled: Sandbox) -> None:
    with filled.copy() as copy:
        assert copy.filled
        assert copy.method in {"wal_log", "file_copy", "clone"}
        assert one(copy, "DELETE FROM page WHERE id < 3 RETURNING id") is not None
        assert one(copy, "SELECT count(*) FROM page") == (1,)
        name = copy.name

    assert databases(server, name, filled.name) == 1
    assert one(filled, "SELECT count(*) FROM page") == (3,)


def test_a_copy_can_be_named_by_its_original_or_the_name_of_that(
    server: Server, filled: Sandbox
) -> None:
    with (
        Sandbox(server.url(), like=filled) as by_sandbox,
        Sandbox(server.url(), like=by_sandbox.name) as by_name,
    ):
        assert one(by_name, "SELECT count(*) FROM page") == (3,)


def test_settings_and_grants_of_the_database_are_copied(own_server: Server) -> None:
    with Sandbox(own_server.url()) as sandbox:
        with own_server.connect() as connection:
            connection.execute("CREATE ROLE visitor")
            for command in (
                """ALTER DATABASE {} SET search_path = "$user", "With, comma", public""",
                "ALTER ROLE postgres IN DATABASE {} SET timezone = 'Asia/Kolkata'",
                "REVOKE ALL ON DATABASE {} FROM public",
                "GRANT CREATE ON DATABASE {} TO visitor",
            ):
                database = sql.Identifier(sandbox.name)
                connection.execute(sql.SQL(command).format(database))
        try:
            with sandbox.copy() as copy:
                wanted = ('"$user", "With, comma", public', "Asia/Kolkata", True, False)
                assert one(copy, SESSION) == one(sandbox, SESSION) == wanted
        finally:
            with own_server.connect(sandbox.name) as connection:
                connection.execute("DROP OWNED BY visitor; DROP ROLE visitor")


@pytest.mark.slow
def test_while_somebody_is_connected_there_is_no_copy(newest: Server) -> None:
    """PostgreSQL waits five seconds for them to go."""
    with (
        Sandbox(newest.url()) as sandbox,
        psycopg.connect(sandbox.conninfo),
        pytest.raises(SandboxError, match="while somebody is connected") as caught,
    ):
        sandbox.copy().__enter__()
    assert "Close every connection" in caught.value.advice


def test_of_a_database_that_is_not_there(newest: Server) -> None:
    with pytest.raises(SandboxError, match="no database nowhere"):
        Sandbox(newest.url(), like="nowhere").__enter__()


def test_a_role_may_not_copy_what_belongs_to_another(own_server: Server) -> None:
    with own_server.connect() as connection:
        connection.execute("CREATE ROLE copyist LOGIN CREATEDB")
    with (
        Sandbox(own_server.url()) as sandbox,
        pytest.raises(SandboxError, match="belongs to another role"),
    ):
        Sandbox(own_server.url(user="copyist"), like=sandbox).__enter__()
    with own_server.connect() as connection:
        connection.execute("DROP ROLE copyist")


def test_what_a_killed_run_has_copied_is_swept(own_server: Server) -> None:
    command = [sys.executable, "-c", HOLD, own_server.url()]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        names = process.stdout.readline().split()
        assert databases(own_server, *names) == 2
        process.send_signal(signal.SIGKILL)
    with own_server.connect() as connection:
        query = "SELECT FROM pg_stat_activity WHERE application_name = 'migration_safety'"
        while connection.execute(query).fetchone() is not None:
            time.sleep(0.01)

    with Sandbox(own_server.url()):
        assert databases(own_server, *names) == 0


def test_the_method_follows_size_and_safety(own_server: Server) -> None:
    with own_server.connect() as connection:
        small, large = choose(connection, CROSSOVER - 1), choose(connection, CROSSOVER)
        connection.execute("ALTER SYSTEM SET fsync = on")
        connection.execute("SELECT pg_reload_conf()")
        while connection.execute("SHOW fsync").fetchone() != ("on",):
            time.sleep(0.01)
        safe_small, safe_large = choose(connection, CROSSOVER - 1), choose(connection, CROSSOVER)
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")

    assert (small, large) == ("clone", "clone")
    assert safe_small == "wal_log"
    assert safe_large in {"file_copy", "clone"}
