"""Exactly the named keys are deleted, and who stands in the way is named."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest

from migration_safety.databases.postgresql.load.connection import loading_connection
from migration_safety.databases.postgresql.load.removal.deletion import delete_keys, delete_rows
from migration_safety.errors import VolumeError


@pytest.fixture
def recent(database_url: str) -> Iterator[psycopg.Connection]:
    with loading_connection(database_url) as connection:
        yield connection


def test_the_range_is_deleted_and_no_row_more(recent: psycopg.Connection) -> None:
    recent.execute('CREATE TABLE "t.t" ("i%d" bigint)')
    recent.execute('INSERT INTO "t.t" SELECT generate_series(1, 150000)')

    deleted = delete_rows(recent, table="t.t", key="i%d", first=3, last=149_998)

    assert deleted == 149_996
    left = recent.execute('SELECT array_agg("i%d" ORDER BY "i%d") FROM "t.t"').fetchone()
    assert left == ([1, 2, 149_999, 150_000],)
    assert delete_rows(recent, table="t.t", key="i%d", first=5, last=4) == 0


def test_keys_of_any_type_are_deleted(recent: psycopg.Connection) -> None:
    keys = [UUID(int=number) for number in range(5)]
    recent.execute("CREATE TABLE t (id uuid)")
    recent.execute("INSERT INTO t SELECT unnest(%s::uuid[])", [keys])

    deleted = delete_keys(recent, table="t", key="id", batches=[keys[:2], keys[2:3], []])

    assert deleted == 3
    assert recent.execute("SELECT id FROM t ORDER BY id").fetchall() == [(keys[3],), (keys[4],)]


ACTIONS = [
    "",
    "DEFERRABLE INITIALLY DEFERRED",
    "ON DELETE RESTRICT",
    "ON DELETE CASCADE",
    "ON DELETE SET NULL",
    "ON DELETE SET DEFAULT",
]


@pytest.mark.parametrize("action", ACTIONS)
def test_a_table_that_refers_to_them_is_named(recent: psycopg.Connection, action: str) -> None:
    recent.execute("CREATE TABLE t (id integer PRIMARY KEY, code text UNIQUE)")
    recent.execute(
        f"CREATE TABLE invoice (code text CONSTRAINT paid REFERENCES t (code) {action})".encode()
    )
    recent.execute("INSERT INTO t VALUES (1, 'a'), (2, 'b%'), (3, 'c')")
    recent.execute("INSERT INTO invoice VALUES ('b%')")

    with pytest.raises(VolumeError, match=r"Rows of invoice refer to rows of t .*\(paid\)"):
        delete_rows(recent, table="t", key="id", first=1, last=2)

    assert recent.execute("TABLE invoice").fetchall() == [("b%",)]
    assert recent.execute("SELECT count(*) FROM t").fetchone() == (3,)
    assert delete_rows(recent, table="t", key="id", first=3, last=3) == 1


def test_a_tree_goes_from_its_leaves_to_its_root(recent: psycopg.Connection) -> None:
    recent.execute("CREATE TABLE t (id integer PRIMARY KEY, up integer REFERENCES t)")
    recent.execute("CREATE INDEX ON t (up)")
    recent.execute("INSERT INTO t SELECT n, nullif(n / 2, 0) FROM generate_series(1, 120000) AS n")

    assert delete_rows(recent, table="t", key="id", first=1, last=120_000) == 120_000
