"""Sums over the rows of a table in buckets by their keys, and the rows of some buckets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from typing import TypeVar

from psycopg import sql

from migration_safety.databases.postgresql.fingerprint.session import Session, query
from migration_safety.databases.postgresql.publishing.comparing.alike import Hashes
from migration_safety.interruption.tasks import Tasks, Threads

T = TypeVar("T")
# Both in one scan; rows that come from partitions count as the whole table's.
SUMS = """
    SELECT key & {mask} AS bucket, count(*), sum(row::numeric)
    FROM (SELECT {key} AS key, {row} AS row FROM {table}) AS hashed
    WHERE {chosen} GROUP BY 1
"""
ROWS = """
    SELECT key, row FROM (SELECT {key} AS key, {row} AS row FROM {table}) AS hashed
    WHERE {chosen}
"""
KEYED = " AND key = ANY({})"
CHOSEN = "key & {mask} = ANY({buckets})"
SIZE = "SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = %s::bigint::oid"
FEWEST, MOST, ROWS_IN_EACH = 64, 1 << 16, 1000

Bucket = tuple[int, int]


def mask(session: Session, oid: int) -> int:
    """How many buckets a table is read in, less one: a power of two, by what it is said to hold."""
    said = int(query(session, SIZE, [oid])[0][0])
    wanted = max(FEWEST, min(MOST, said // ROWS_IN_EACH))
    return (1 << (wanted - 1).bit_length()) - 1


def sums(
    session: Session, hashes: Hashes, mask: int, only: Collection[int] | None
) -> dict[int, Bucket]:
    """Rows, and the sum of their hashes, in each bucket that holds any."""
    command = _command(SUMS, hashes, mask, only)
    return {bucket: (rows, total) for bucket, rows, total in query(session, command)}


def rows(
    session: Session,
    hashes: Hashes,
    mask: int,
    only: Collection[int],
    keys: Collection[int] | None,
) -> Counter[Bucket]:
    """How often each pair of key and row, hashed, is in these buckets, or has these keys."""
    command = _command(ROWS, hashes, mask, only)
    if keys is not None:
        command += sql.SQL(KEYED).format(sorted(keys))
    return Counter((key, row) for key, row in query(session, command))


def at_once(sessions: tuple[Session, Session], ask: Callable[[int], T]) -> tuple[T, T]:
    """The answers of both sides, asked at the same time.  Ctrl-C ends both questions."""
    with Threads(2) as pool:
        tasks: Tasks[tuple[int, T]] = Tasks(pool)
        try:
            for side in (0, 1):
                tasks.submit(lambda side: (side, ask(side)), side)
            answers = dict(tasks.results())
        except BaseException:
            for session in sessions:
                session.cancel_safe()
            raise
    return answers[0], answers[1]


def _command(
    template: str, hashes: Hashes, mask: int, only: Collection[int] | None
) -> sql.Composed:
    chosen: sql.Composable = sql.SQL("true")
    if only is not None:
        chosen = sql.SQL(CHOSEN).format(mask=mask, buckets=sorted(only))
    return sql.SQL(template).format(
        mask=mask, key=hashes.key, row=hashes.row, table=hashes.table, chosen=chosen
    )
