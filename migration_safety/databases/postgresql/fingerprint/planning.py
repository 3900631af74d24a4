"""Which sums to read of a table, so that they compare with what was read of it before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from psycopg import sql

from migration_safety.core.trial.data.fingerprint import ColumnPrint, KeyPart, TablePrint
from migration_safety.databases.postgresql.fingerprint.catalog import Column, Table
from migration_safety.databases.postgresql.fingerprint.hashing import Type, hashed, method
from migration_safety.databases.postgresql.fingerprint.types import Types

ZERO = sql.SQL("0")
# The hash of a record is a sum of its columns' (31 times the one before and so on): summed
# over rows it would not see values that change places, hashed again it does.
WHOLE = 'hashtextextended(hash_record_extended(ROW({}), 0)::text COLLATE "C", 0)'


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum over all rows; 0 is the number of whole rows."""

    number: int
    method: str
    cast: str
    hashed: sql.Composed


@dataclass(frozen=True, slots=True)
class Plan:
    """What to read of a table, or of each leaf of a partitioned one.

    `volatile` are columns whose values may change without a write to the table; `recast`:
    the key is read as the types that it had.
    """

    key: tuple[KeyPart, ...]
    sums: tuple[Sum, ...]
    volatile: frozenset[int]
    recast: bool


@dataclass(frozen=True, slots=True)
class Value:
    """A column, read as a type."""

    column: Column
    type: Type
    cast: str = ""

    @property
    def value(self) -> sql.Composable:
        """Its value in a query."""
        if self.cast:
            return sql.SQL("({}::{})").format(self.column.value, sql.SQL(self.cast))
        return self.column.value


class Planner:
    """Plans what is read of tables."""

    def __init__(self, types: Types, *, exact: bool) -> None:
        self.types = types
        self.exact = exact

    def plan(self, table: Table, before: TablePrint | None, *, own_key: bool = False) -> Plan:
        """The sums of a table, of which `before` is an earlier print to compare with: by its
        key, unless the table is to have its own."""
        keyed = before and before.columns and not own_key
        kept = self._key_of(table, before) if before and keyed else None
        key = self._own_key(table) if kept is None else kept
        values = [
            value for column in table.columns for value in self._values(table, column, before)
        ]
        sums = [self._sum(value, key) for value in values]
        if not key and sums:
            sums.append(_whole([each for each in sums if not each.cast]))
        parts = tuple(
            KeyPart(each.column.number, each.column.name, method(each.type, exact=False))
            for each in key
        )
        volatile = {each.column.number for each in values if each.type.user_made}
        recast = any(each.cast for each in key)
        return Plan(parts, tuple(sums), frozenset(volatile), recast)

    def value(self, column: Column) -> Value:
        """A column as what it is."""
        return Value(column, self.types.of(column.type_oid))

    def read_as(self, column: Column, written: str) -> Value | None:
        """A column as a type of that name, if its values can be written so."""
        kind = self.types.named(written)
        if kind is None or not self.types.castable(column.type, written):
            return None
        return Value(column, kind, written)

    def _values(self, table: Table, column: Column, before: TablePrint | None) -> Iterator[Value]:
        value = self.value(column)
        yield value
        old = before and former(table, column, before)
        if old and old.type != column.type and old.readings:
            alike = method(value.type, exact=self.exact) == old.readings[0].method
            cast = self.read_as(column, old.type) if self.exact or not alike else None
            if cast:
                yield cast

    def _sum(self, value: Value, key: list[Value]) -> Sum:
        """A column of the key is seeded by those before it, all others by the whole key."""
        columns = [part.column for part in key]
        inside = columns.index(value.column) if value.column in columns else len(key)
        call = hashed(value.type, value.value, seed(key[:inside]), exact=self.exact)
        return Sum(value.column.number, method(value.type, exact=self.exact), value.cast, call)

    def _own_key(self, table: Table) -> list[Value]:
        numbers = table.keys[0] if table.keys else ()
        return [self.value(column) for column in map(table.column, numbers) if column]

    def _key_of(self, table: Table, before: TablePrint) -> list[Value] | None:
        """The key of an earlier print, or that it had none; None where it is not there any more."""
        found = [self._part(table, part, before) for part in before.key]
        kept = [each for each in found if each]
        return kept if len(kept) == len(found) else None

    def _part(self, table: Table, part: KeyPart, before: TablePrint) -> Value | None:
        column = table.column(part.number) if table.oid == before.oid else table.named(part.name)
        if column is None:
            return None
        value = self.value(column)
        if method(value.type, exact=False) == part.method:
            return value
        old = before.column(part.number)
        return self.read_as(column, old.type) if old else None


def former(table: Table, column: Column, before: TablePrint) -> ColumnPrint | None:
    """What a column was: by its number while the table is the same one, else by its name."""
    same = before.column(column.number) if table.oid == before.oid else None
    return same or before.named(column.name)


def seed(key: list[Value]) -> sql.Composable:
    """The seed of a row's hashes: an integer key itself, else a hash of all its parts."""
    if len(key) == 1 and key[0].type.name in ("int2", "int4", "int8"):
        return sql.SQL("{}::int8").format(key[0].value)
    call: sql.Composable = ZERO
    for part in key:
        call = hashed(part.type, part.value, call, exact=False)
    return call


def _whole(sums: list[Sum]) -> Sum:
    row = sql.SQL(WHOLE).format(sql.SQL(", ").join(each.hashed for each in sums))
    return Sum(0, ", ".join(each.method for each in sums), "", row)
