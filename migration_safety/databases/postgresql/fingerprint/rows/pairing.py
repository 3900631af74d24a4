"""Which rows of two databases belong together, and what of them is compared."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from psycopg import sql

from migration_safety.core.trial.data.alteration import Matching
from migration_safety.core.trial.data.fingerprint import ColumnPrint, TablePrint
from migration_safety.core.trial.data.pairing import equal, pairs
from migration_safety.databases.postgresql.fingerprint.catalog import Table
from migration_safety.databases.postgresql.fingerprint.hashing import hashed, method
from migration_safety.databases.postgresql.fingerprint.planning import ZERO, Planner, Value

# Keys of these types are shown as they are, others as a hash.
SHOWN = {"int2": "int8", "int4": "int8", "int8": "int8", "uuid": "uuid"}


@dataclass(frozen=True, slots=True)
class Pair:
    """A column as it is read in either database; `name` is the one it had before."""

    name: str
    then: Value
    now: Value


@dataclass(frozen=True, slots=True)
class Sides:
    """One table in two databases: `then` is the one that it has been compared with."""

    then: Table
    now: Table
    pairs: tuple[Pair, ...]
    key: tuple[Pair, ...]
    exact: bool


class Pairing:
    """Finds the columns of a table that both databases have, and a key among them."""

    def __init__(self, then: Planner, now: Planner) -> None:
        self.then = then
        self.now = now

    def sides(
        self,
        prints: tuple[TablePrint, TablePrint],
        tables: tuple[Table, Table],
        by: Matching,
        columns: Collection[str],
    ) -> Sides:
        """A table of two prints, then and now, of which the columns of these names are compared."""
        found = [(each, again) for each, again in pairs(*prints, by) if again]
        read = {each.number: self._pair(each, again, tables) for each, again in found}
        usable = {number: pair for number, pair in read.items() if pair}
        compared = tuple(pair for pair in usable.values() if pair.name in columns)
        keys = list(self._keys(tables, usable))
        rewritten = _rewritten(prints[0], prints[1], found)
        lasting = [key for key in keys if not rewritten & {pair.name for pair in key}]
        key = next(iter(lasting or keys), ())
        return Sides(*tables, compared, key, self.then.exact)

    def _pair(
        self, column: ColumnPrint, again: ColumnPrint, tables: tuple[Table, Table]
    ) -> Pair | None:
        old, new = tables[0].column(column.number), tables[1].column(again.number)
        if old is None or new is None:
            return None
        then, now = self.then.value(old), self.now.value(new)
        exact = self.then.exact
        if exact or method(then.type, exact=exact) != method(now.type, exact=exact):
            read = now if old.type == new.type else self.now.read_as(new, old.type)
            return Pair(column.name, then, read) if read else None
        return Pair(column.name, then, now)

    def _keys(
        self, tables: tuple[Table, Table], usable: Mapping[int, Pair]
    ) -> Iterator[tuple[Pair, ...]]:
        """What is a key in both databases."""
        unique = {frozenset(key) for key in tables[1].keys}
        for key in tables[0].keys:
            parts = tuple(usable[number] for number in key if number in usable)
            numbers = frozenset(pair.now.column.number for pair in parts)
            if len(parts) == len(key) and numbers in unique:
                yield parts


def _rewritten(
    before: TablePrint, after: TablePrint, found: list[tuple[ColumnPrint, ColumnPrint]]
) -> set[str]:
    """The columns of the key that have other values, where no row was lost or added."""
    parts = {part.number for part in before.key} if before.rows == after.rows else set()
    return {each.name for each, again in found if each.number in parts and not equal(each, again)}


def is_shown(value: Value) -> bool:
    """Whether a key says nothing but which row it is."""
    return value.type.name in SHOWN


def key_parts(values: list[Value]) -> list[tuple[sql.Composable, str]]:
    """What rows are joined by, with its type: the key itself where it may be shown."""
    return [
        (_as(value.value, SHOWN[value.type.name]), SHOWN[value.type.name])
        if is_shown(value)
        else (hashed(value.type, value.value, ZERO, exact=False), "int8")
        for value in values
    ]


def _as(value: sql.Composable, kind: str) -> sql.Composed:
    return sql.SQL("({}::{})").format(value, sql.SQL(kind))
