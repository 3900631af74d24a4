"""Exactly the named keys are deleted, and who stands in the way is named."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest

from migration_safety.databases.postgresql.load.connection import loading_connection
from migration_safety.databases.postgresql.load.deletion import delete_keys, delete_rows
from migration_safety.errors import VolumeError


@pytest.fixture
def recent(database_url: str) -> Iterator[psycopg.Connection]:
    with loading_connection(database_url) as connection:
        yield connection


def test_the_range_is_deleted_and_no_row_more(recent: psycopg.Connection) -> None:
    recent.execute('CREATE TABLE "t.t" (id bigint)')
    recent.execute('INSERT INTO "t.t" SELECT generate_series(1, 150000)')

    deleted = delete_rows(recent, table="t.t", key="id", first=3, last=149_998)

    assert deleted == 149_996
    left = recent.execute('SELECT array_agg(id ORDER BY id) FROM "t.t"').fetchone()
    assert left == ([1, 2, 149_999, 150_000],)
    assert delete_rows(recent, table="t.t", key="id", first=5, last=4) == 0


def test_keys_of_any_type_are_deleted(recent: psycopg.Connection) -> None:
    keys = [UUID(int=number) for number in range(5)]
    recent.execute("CREATE TABLE t (id uuid)")
    recent.execute("INSERT INTO t SELECT unnest(%s::uuid[])", [keys])

    deleted = delete_keys(recent, table="t", key="id", batches=[keys[:2], keys[2:3], []])

    assert deleted == 3
    assert recent.execute("SELECT id FROM t ORDER BY id").fetchall() == [(keys[3],), (keys[4],)]


@pytest.mark.parametrize("when", ["", "DEFERRABLE INITIALLY DEFERRED", "ON DELETE RESTRICT"])
def test_a_table_that_refers_to_them_is_named(recent: psycopg.Connection, when: str) -> None:
    recent.execute("CREATE TABLE t (id integer PRIMARY KEY)")
    recent.execute(f"CREATE TABLE invoice (t_id integer REFERENCES t {when})".encode())
    recent.execute("INSERT INTO t VALUES (1), (2); INSERT INTO invoice VALUES (2)")

    with pytest.raises(
        VolumeError, match=r"Rows of invoice refer to rows of t .*invoice_t_id_fkey"
    ):
        delete_rows(recent, table="t", key="id", first=1, last=2)

    assert recent.execute("SELECT count(*) FROM t").fetchone() == (2,)
