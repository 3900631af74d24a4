"""Exactly the named keys are deleted, and who stands in the way is named."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import md5

import psycopg
import pytest

from migration_safety.databases.postgresql.load.connection import loading_connection
from migration_safety.databases.postgresql.load.removal.deletion import (
    delete_cells,
    delete_rows,
    together,
)
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


def test_rows_are_deleted_by_cells_of_any_type(recent: psycopg.Connection) -> None:
    recent.execute('CREATE TABLE t (id uuid, "n%d" text)')
    recent.execute(
        "INSERT INTO t SELECT md5(n::text)::uuid, E'a\\tb' FROM generate_series(1, 5) AS n"
    )
    lines = [b"a\\tb\t%s\n" % md5(b"%d" % number).hexdigest().encode() for number in (1, 2, 4, 9)]

    batches = [lines[:2], [], lines[2:]]
    deleted = delete_cells(recent, table="t", columns=["n%d", "id"], batches=batches)

    assert deleted == 3
    left = {md5(number).hexdigest() for number in (b"3", b"5")}
    assert {each.hex for (each,) in recent.execute("SELECT id FROM t")} == left


def test_rows_that_refer_to_each_other_go_together(recent: psycopg.Connection) -> None:
    deferred = "DEFERRABLE INITIALLY DEFERRED"
    recent.execute("CREATE TABLE a (id int PRIMARY KEY, b int)")
    recent.execute(f"CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a {deferred})".encode())
    recent.execute("INSERT INTO a VALUES (1, 1), (2, 2); INSERT INTO b VALUES (1, 1), (2, 2)")
    recent.execute(f"ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b {deferred}".encode())

    with together(recent):
        deleted = [delete_rows(recent, table=each, key="id", first=1, last=1) for each in "ab"]
    refused = pytest.raises(VolumeError, match=r"Rows of b refer to rows that are .*\(b_a_fkey\)")
    with refused, together(recent):
        delete_rows(recent, table="a", key="id", first=2, last=2)

    assert deleted == [1, 1]
    assert recent.execute("SELECT * FROM a, b").fetchall() == [(2, 2, 2, 2)]


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
