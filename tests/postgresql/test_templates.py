"""What earlier migrations make is kept on a sandbox's server: complete, own, and little of it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import LiteralString

import psycopg
import pytest
from psycopg import sql

from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.databases.postgresql.templates.contents import contents
from migration_safety.databases.postgresql.templates.templates import PREFIX
from tests.plugins.servers import Server

BUILD = """
import sys
import psycopg
from migration_safety.databases.postgresql.sandbox import Sandbox
with Sandbox(sys.argv[1], contents="killed", templates=8) as sandbox:
    with psycopg.connect(sandbox.conninfo) as connection:
        connection.execute("CREATE TABLE half (id int)")
    print(sandbox.name, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def clean(own_server: Server) -> Iterator[Server]:
    """A server of its own without templates."""
    yield own_server
    for name in templates(own_server):
        run(own_server, sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def run(server: Server, command: LiteralString | sql.Composed) -> None:
    with server.connect() as connection:
        connection.execute(command)


def templates(server: Server) -> list[str]:
    query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY 1"
    with server.connect() as connection:
        return [name for (name,) in connection.execute(query, [PREFIX])]


def sandbox(server: Server, contents: str, *, user: str = "postgres", most: int = 8) -> Sandbox:
    return Sandbox(server.url(user=user), contents=contents, templates=most)


def build(box: Sandbox, statement: LiteralString = "CREATE TABLE made (id int)") -> None:
    """Fill a sandbox, and keep it."""
    with psycopg.connect(box.conninfo) as connection:
        connection.execute(statement)
    box.keep()


def tables(box: Sandbox) -> list[str]:
    query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    with psycopg.connect(box.conninfo) as connection:
        return [name for (name,) in connection.execute(query)]


def kept(server: Server, contents: str, *, most: int = 8) -> str:
    """Keep something under that name; the database's."""
    before = set(templates(server))
    with sandbox(server, contents, most=most) as box:
        build(box)
    (name,) = set(templates(server)) - before
    return name


def is_there(server: Server, contents: str, *, most: int = 8) -> bool:
    with sandbox(server, contents, most=most) as box:
        return box.filled


def test_what_one_run_keeps_the_next_begins_with(server: Server) -> None:
    contents = "kept by the first"
    with Sandbox(server.url(), contents=contents, templates=8) as first:
        begun = first.filled
        build(first)
        left = tables(first)
    with Sandbox(server.url(), contents=contents, templates=8) as second:
        found = tables(second)

    assert not begun
    assert second.filled
    assert left == found == ["made"]


def test_other_contents_begin_empty(clean: Server) -> None:
    kept(clean, "these")

    with sandbox(clean, "others") as box:
        assert not box.filled
        assert tables(box) == []


def test_a_sandbox_of_unnamed_contents_is_not_kept(clean: Server) -> None:
    with sandbox(clean, "") as box:
        build(box)

    assert templates(clean) == []


def test_what_a_run_does_to_its_copy_is_not_kept(clean: Server) -> None:
    kept(clean, "copied")
    with sandbox(clean, "copied") as box, psycopg.connect(box.conninfo) as connection:
        connection.execute("DROP TABLE made")

    with sandbox(clean, "copied") as box:
        assert tables(box) == ["made"]


def test_the_least_recently_used_goes_first(clean: Server) -> None:
    kept(clean, "old", most=2)
    kept(clean, "used again", most=2)
    assert is_there(clean, "old", most=2)
    with sandbox(clean, "new", most=2) as box:
        build(box)

    assert is_there(clean, "old", most=2)
    assert not is_there(clean, "used again", most=2)
    assert len(templates(clean)) == 2


def test_none_allowed_is_none_kept_and_those_there_go(clean: Server) -> None:
    kept(clean, "too many")

    assert not is_there(clean, "too many", most=0)
    assert templates(clean) == []


def test_one_that_nobody_has_used_for_a_month_goes(clean: Server) -> None:
    name = sql.Identifier(kept(clean, "forgotten"))
    run(clean, sql.SQL("COMMENT ON DATABASE {} IS '2020-01-01T00:00:00'").format(name))

    assert not is_there(clean, "forgotten")


def test_a_killed_build_leaves_nothing_that_is_used(clean: Server) -> None:
    command = [sys.executable, "-c", BUILD, clean.url()]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as builder:
        assert builder.stdout is not None
        assert builder.stdout.readline()
        builder.send_signal(signal.SIGKILL)

    assert templates(clean) == []
    assert not is_there(clean, "killed")


def test_of_two_runs_that_build_the_same_one_keeps_it_and_both_go_on(clean: Server) -> None:
    with sandbox(clean, "twice") as first, sandbox(clean, "twice") as second:
        build(first)
        build(second)
        both = tables(first), tables(second)

    assert both == (["made"], ["made"])
    assert len(templates(clean)) == 1
    assert is_there(clean, "twice")


def test_a_session_that_stays_connected_keeps_it_from_being_kept(clean: Server) -> None:
    with sandbox(clean, "in use") as box, psycopg.connect(box.conninfo, autocommit=True) as other:
        other.execute("CREATE TABLE made (id int)")
        box.keep()

        assert tables(box) == ["made"]
    assert templates(clean) == []


def test_a_template_that_somebody_is_connected_to_is_passed_over(clean: Server) -> None:
    name = kept(clean, "opened")
    opened = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(name))
    run(clean, opened)

    with clean.connect(name):
        assert not is_there(clean, "opened")


@pytest.mark.parametrize(
    "statement",
    [
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''9MB''', "
        "current_database()); END $$",
        "DO $$ BEGIN EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM public', "
        "current_database()); END $$",
    ],
)
def test_what_a_copy_would_lack_is_not_kept(clean: Server, statement: LiteralString) -> None:
    with sandbox(clean, "settings of its own") as box:
        build(box, statement)

    assert templates(clean) == []


def test_what_another_role_has_made_under_our_name_is_not_trusted(clean: Server) -> None:
    name = sql.Identifier(kept(clean, "planted"))
    run(clean, "CREATE ROLE planter LOGIN CREATEDB")
    run(clean, sql.SQL("ALTER DATABASE {} OWNER TO planter").format(name))
    try:
        assert not is_there(clean, "planted")
    finally:
        run(clean, sql.SQL("DROP DATABASE {}").format(name))
        run(clean, "DROP ROLE planter")


def test_a_role_that_may_only_create_databases_keeps_its_own(clean: Server) -> None:
    run(clean, "CREATE ROLE keeper LOGIN CREATEDB")
    try:
        with sandbox(clean, "mine", user="keeper") as first:
            build(first)
        with sandbox(clean, "mine", user="keeper") as second:
            assert second.filled
        assert not is_there(clean, "mine")
    finally:
        for name in templates(clean):
            run(clean, sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
        run(clean, "DROP ROLE keeper")


def test_what_shapes_a_session_is_part_of_the_contents_and_what_leads_to_it_is_not() -> None:
    def of(**options: str) -> str:
        return contents("the migrations", "default", {"ENGINE": "e", "OPTIONS": options})

    assert of() == of(sslmode="require", service="here", passfile="secret")
    assert of(options="-c search_path=app") != of()
    assert contents("", "default", {}) == ""
