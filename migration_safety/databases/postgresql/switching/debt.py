"""The debt of a rollback: what the serving side holds that the other one could not take back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

from migration_safety.databases.postgresql.publishing.names import identifier

# Types whose values are all values of the other one, or are not, by a test.
SHAPES = """
    SELECT a.attname, t.typname, a.atttypmod, a.attnotnull AND NOT a.atthasdef
    FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
    WHERE a.attrelid = to_regclass(%s) AND a.attnum > 0 AND NOT a.attisdropped
"""
# A table that is renamed on one side is on neither by the other's name.
TABLES = """
    SELECT schemaname || '.' || tablename FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'migration_safety_deploy')
    ORDER BY 1
"""
# Somebody waits for an answer, and the server has other work.
COUNTED_WITHIN = "SELECT set_config('statement_timeout', '10s', true)"
RANGES = {"int2": (-(2**15), 2**15 - 1), "int4": (-(2**31), 2**31 - 1)}
INTEGERS = ("int2", "int4", "int8")
TEXTS = ("varchar", "text", "bpchar")


@dataclass(frozen=True, slots=True)
class Shape:
    """A column's type, and whether a row without a value for it is refused."""

    type: str
    modifier: int
    required: bool


@dataclass(frozen=True, slots=True)
class Debt:
    """`rows` of a table that would be lost or stop the way back; None where it is not known."""

    table: str
    rows: int | None
    because: str


def misfits(
    serving: psycopg.Connection, other: psycopg.Connection, tables: Sequence[tuple[str, str]]
) -> tuple[Debt, ...]:
    """Values that do not fit the other side's columns, table by table.

    `tables` are "schema.name", as the serving and the other side know them.
    """
    return tuple(debt for here, there in tables for debt in _of(serving, other, here, there))


def only_here(serving: psycopg.Connection, other: psycopg.Connection) -> list[str]:
    """Tables that the other side has not."""
    here, there = (
        [table for (table,) in side.execute(TABLES).fetchall()] for side in (serving, other)
    )
    return [table for table in here if table not in there]


def unknown_rows(serving: psycopg.Connection, tables: Sequence[str]) -> tuple[Debt, ...]:
    """Rows of tables that the other side does not get."""
    counts = ((table, _count(serving, table, sql.SQL("true"))) for table in tables)
    because = "the table does not travel back"
    return tuple(Debt(table, rows, because) for table, rows in counts if rows != 0)


def _of(
    serving: psycopg.Connection, other: psycopg.Connection, here: str, there: str
) -> Iterator[Debt]:
    ours, theirs = _shapes(serving, here), _shapes(other, there)
    for column in sorted(ours.keys() & theirs.keys()):
        for misfit, because in _misfits(column, ours[column], theirs[column]):
            if misfit is None:
                yield Debt(here, None, because)
            elif (rows := _count(serving, here, misfit)) != 0:
                yield Debt(here, rows, because)


def _misfits(column: str, ours: Shape, theirs: Shape) -> Iterator[tuple[sql.Composed | None, str]]:
    """Conditions for rows that do not fit; None where that cannot be told."""
    name = sql.Identifier(column)
    if theirs.required and not ours.required:
        yield sql.SQL("{} IS NULL").format(name), f"{column} has no value"
    if (ours.type, ours.modifier) == (theirs.type, theirs.modifier):
        return
    if {ours.type, theirs.type} <= set(INTEGERS):
        if INTEGERS.index(ours.type) > INTEGERS.index(theirs.type):
            least, most = RANGES[theirs.type]
            outside = sql.SQL("{} NOT BETWEEN {} AND {}").format(name, least, most)
            yield outside, f"{column} is out of range for {theirs.type}"
    elif {ours.type, theirs.type} <= set(TEXTS):
        if theirs.modifier >= 0 and not 0 <= ours.modifier <= theirs.modifier:
            size = theirs.modifier - 4
            longer = sql.SQL("length({}) > {}").format(name, size)
            yield longer, f"{column} is longer than {size} characters"
    else:
        yield None, f"{column} is {ours.type} here and {theirs.type} there"


def _shapes(connection: psycopg.Connection, table: str) -> dict[str, Shape]:
    named = identifier(table).as_string(connection)
    rows = connection.execute(SHAPES, [named]).fetchall()
    return {name: Shape(type_, modifier, required) for name, type_, modifier, required in rows}


def _count(connection: psycopg.Connection, table: str, where: sql.Composable) -> int | None:
    query = sql.SQL("SELECT count(*) FROM {} WHERE {}").format(identifier(table), where)
    try:
        with connection.transaction():
            connection.execute(COUNTED_WITHIN)
            (rows,) = connection.execute(query).fetchone() or (0,)
    except psycopg.errors.QueryCanceled:
        return None
    return int(rows)
