"""The parts that a run dropped, as its journal keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import psycopg
from psycopg.types.json import Jsonb

from migration_safety.databases.postgresql.load.parts.part import Part

NOTE = "INSERT INTO migration_safety.object (run, definition) VALUES (%s, %s)"
ENTRIES = """
    SELECT id, definition, restored IS NOT NULL FROM migration_safety.object
    WHERE run = %s ORDER BY id
"""
RESTORED = "UPDATE migration_safety.object SET restored = clock_timestamp() WHERE id = ANY(%s)"


@dataclass(frozen=True, slots=True)
class Entry:
    """A part that was dropped, and whether it is back."""

    id: int
    part: Part
    restored: bool


def note(connection: psycopg.Connection, run: int, parts: Iterable[Part]) -> None:
    """Write down what is about to be dropped, in the transaction that drops it."""
    with connection.cursor() as cursor:
        cursor.executemany(NOTE, [(run, Jsonb(asdict(part))) for part in parts])


def entries(connection: psycopg.Connection, run: int) -> list[Entry]:
    """What a run dropped, in the order in which it did."""
    rows = connection.execute(ENTRIES, [run]).fetchall()
    return [Entry(id, Part(**definition), restored) for id, definition, restored in rows]


def mark_restored(connection: psycopg.Connection, *ids: int) -> None:
    """Note that parts are back, in the transaction that brought them."""
    connection.execute(RESTORED, [list(ids)])
