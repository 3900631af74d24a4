"""Tells what is left of a join: counts for each column, and the keys of a few rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from psycopg import sql

from migration_safety.core.trial.data.mismatch import ColumnMismatch, Mismatch
from migration_safety.databases.postgresql.fingerprint.rows.copying import COPIED, cell, comma
from migration_safety.databases.postgresql.fingerprint.rows.pairing import Sides, is_shown
from migration_safety.databases.postgresql.fingerprint.session import Session, query

DIFFERENT = sql.Identifier("pg_temp", "migration_safety_different")
TOTALS = """
    SELECT (SELECT count(*) FROM {copied}), count(*) FILTER (WHERE lost),
        count(*) FILTER (WHERE added), ARRAY[{counts}]::int8[]
    FROM {different}
"""
# Rows that differ, those of them that are NULL, and whether all have one value.
COUNTS = """
    count(*) FILTER (WHERE {d}), count(*) FILTER (WHERE {d} AND {v} IS NULL),
    (count({v}) FILTER (WHERE {d}) = count(*) FILTER (WHERE {d})
        AND min({v}) FILTER (WHERE {d}) = max({v}) FILTER (WHERE {d}))::int
"""
SAMPLE = "SELECT {keys} FROM {different} WHERE {which} ORDER BY {keys} LIMIT {limit}"


class Told:
    """Reads what the join has left."""

    def __init__(self, session: Session, sides: Sides, limit: int) -> None:
        self.session = session
        self.sides = sides
        self.limit = limit

    def mismatch(self, named: Mismatch) -> Mismatch:
        """All of it, in the words of the core."""
        total, lost, added, counts = self._totals()
        return replace(
            named,
            paired=total - added,
            lost=lost,
            added=added,
            lost_samples=self._samples(sql.SQL("lost")) if lost else (),
            added_samples=self._samples(sql.SQL("added")) if added else (),
            columns=tuple(self._columns(counts)),
        )

    def _totals(self) -> tuple[Any, ...]:
        counts = [
            sql.SQL(COUNTS).format(d=cell("d", i), v=cell("v", i))
            for i in range(len(self.sides.pairs))
        ]
        command = sql.SQL(TOTALS).format(counts=comma(counts), copied=COPIED, different=DIFFERENT)
        return query(self.session, command)[0]

    def _columns(self, counts: list[int | None]) -> Iterator[ColumnMismatch]:
        for i, pair in enumerate(self.sides.pairs):
            rows, nulls, uniform = counts[3 * i : 3 * i + 3]
            samples = self._samples(cell("d", i)) if rows else ()
            yield ColumnMismatch(pair.name, rows or 0, nulls or 0, bool(uniform), samples)

    def _samples(self, which: sql.Composable) -> tuple[str, ...]:
        key = self.sides.key
        command = sql.SQL(SAMPLE).format(
            keys=comma(cell("k", i) for i in range(len(key))),
            different=DIFFERENT,
            which=which,
            limit=sql.Literal(self.limit),
        )
        shown = [is_shown(pair.then) for pair in key]
        return tuple(_written(row, shown) for row in query(self.session, command))


def _written(row: tuple[Any, ...], shown: list[bool]) -> str:
    """Integers and UUIDs as they are; what may be a text, as the hash that was read."""
    parts = [
        str(value) if plain else f"#{value & (1 << 64) - 1:016x}"
        for value, plain in zip(row, shown, strict=True)
    ]
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"
