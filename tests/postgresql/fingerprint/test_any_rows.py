"""Whatever rows there were and are: the verdicts are those of comparing them one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migration_safety.core.trial.data.alteration import Alteration, Change, Matching
from migration_safety.databases.postgresql.fingerprint.differing import compared
from migration_safety.databases.postgresql.fingerprint.prints import fingerprints
from tests.plugins.servers import NEWEST, Server, start
from tests.postgresql.fingerprint.conftest import Data

TABLE = "CREATE TABLE kept (id int PRIMARY KEY, a text, b int)"
INSERT = "INSERT INTO kept VALUES (%s, %s, %s)"
VALUES = st.tuples(st.sampled_from([None, "", "x", "y"]), st.sampled_from([None, 0, -1, 2**31 - 1]))
ROWS = st.dictionaries(st.integers(0, 9), VALUES, max_size=8)
Rows = Mapping[int, tuple[str | None, int | None]]
Sessions = tuple[psycopg.Connection, psycopg.Connection]


def copied(server: Server) -> Iterator[Sessions]:
    """Sessions on a database with a table, and on its copy."""
    with server.database() as url, server.connect() as connection:
        source = url.partition("?")[0].rpartition("/")[2]
        with server.connect(source) as session:
            Data(url, session).run(TABLE)
        connection.execute(f"CREATE DATABASE {source}_copy TEMPLATE {source}".encode())
        with server.connect(source) as here, server.connect(f"{source}_copy") as there:
            yield here, there
        connection.execute(f"DROP DATABASE {source}_copy WITH (FORCE)".encode())


@pytest.fixture(scope="module")
def sessions() -> Iterator[Sessions]:
    yield from copied(start(NEWEST))


def write(session: psycopg.Connection, rows: Rows) -> None:
    """Have these rows and no others."""
    with session.transaction():
        session.execute("DELETE FROM kept")
        session.cursor().executemany(INSERT, [(key, *values) for key, values in rows.items()])


def counts(found: tuple[Alteration, ...]) -> dict[str, int]:
    """How many rows are concerned, by column, or by what happened to the rows."""
    return {
        each.column or each.change.value: each.count
        for each in found
        if each.proven and each.change and each.count
    }


def expected(before: Rows, after: Rows) -> dict[str, int]:
    """The same, row by row."""
    both = before.keys() & after.keys()
    found = {
        Change.ROWS_LOST.value: len(before.keys() - after.keys()),
        Change.ROWS_ADDED.value: len(after.keys() - before.keys()),
        "a": sum(before[key][0] != after[key][0] for key in both),
        "b": sum(before[key][1] != after[key][1] for key in both),
    }
    return {name: count for name, count in found.items() if count}


@settings(max_examples=20, deadline=None)
@given(before=ROWS, after=ROWS)
def test_rows_and_values_are_counted(sessions: Sessions, before: Rows, after: Rows) -> None:
    here, there = sessions
    write(here, before)
    write(there, before)
    then = fingerprints(here)
    write(here, after)
    now = fingerprints(here, before=then)
    assert counts(compared(here, there, then, now, by=Matching.NAME)) == expected(before, after)
