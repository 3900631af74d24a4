"""The same columns of a table on two sides, hashed so that equal values have equal hashes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from psycopg import sql

from migration_safety.databases.postgresql.fingerprint.catalog import Column, Table
from migration_safety.databases.postgresql.fingerprint.hashing import TEXT, hashed, method
from migration_safety.databases.postgresql.fingerprint.planning import ZERO, Planner, Value
from migration_safety.databases.postgresql.fingerprint.session import Session
from migration_safety.databases.postgresql.fingerprint.types import Types

# The hash of a record is a sum of its columns': hashed again it sees values that change places.
ROW = 'hashtextextended(hash_record_extended(ROW({}), 0)::text COLLATE "C", 0)'


@dataclass(frozen=True, slots=True)
class Hashes:
    """Of a table on one side: of a row's key, and of all of the row that both sides have."""

    table: sql.Identifier
    key: sql.Composable
    row: sql.Composable


@dataclass(frozen=True, slots=True)
class Paired:
    """A column of each side, read as a type that both have; None: as text."""

    here: Value | None
    there: Value | None
    names: tuple[Column, Column]


def alike(
    sessions: tuple[Session, Session], tables: tuple[Table, Table], columns: Collection[str]
) -> tuple[Hashes, Hashes]:
    """How to hash a table on both sides: these columns of it, by their names.

    A row goes by its primary key, or by another key of blue's, and by all of itself where it
    has none.
    """
    blue, green = tables
    planners = (Planner(Types(sessions[0]), exact=False), Planner(Types(sessions[1]), exact=False))
    pairs = {
        column.name: _paired(planners, (column, other))
        for column in blue.columns
        if column.name in columns and (other := green.named(column.name))
    }
    keys = ([_name(blue, number) for number in key] for key in blue.keys)
    key = next((names for names in keys if set(names) <= set(pairs)), [])
    return _hashes(blue, pairs, key, 0), _hashes(green, pairs, key, 1)


def _paired(planners: tuple[Planner, Planner], names: tuple[Column, Column]) -> Paired:
    here, there = (planner.value(column) for planner, column in zip(planners, names, strict=True))
    if method(here.type, exact=False) == method(there.type, exact=False):
        return Paired(here, there, names)
    # What replication wrote here it wrote as text: so it can be read as what it was.
    if (cast := planners[1].read_as(names[1], names[0].type)) is not None:
        return Paired(here, cast, names)
    return Paired(None, None, names)


def _hashes(table: Table, pairs: dict[str, Paired], key: list[str], side: int) -> Hashes:
    row = sql.SQL(ROW).format(
        sql.SQL(", ").join(_hash(pair, side, ZERO) for pair in pairs.values())
    )
    call: sql.Composable = ZERO
    for name in key:
        call = _hash(pairs[name], side, call)
    return Hashes(table.identifier, call if key else row, row)


def _hash(pair: Paired, side: int, seed: sql.Composable) -> sql.Composed:
    value = (pair.here, pair.there)[side]
    if value is None:
        return sql.SQL(TEXT).format(value=pair.names[side].value, seed=seed)
    return hashed(value.type, value.value, seed, exact=False)


def _name(table: Table, number: int) -> str:
    column = table.column(number)
    return column.name if column else ""
