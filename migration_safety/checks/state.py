"""The schema of a database against the one that its applied migrations make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from migration_safety.checks.outcome import outcome
from migration_safety.core.catalog.relation import Catalog, Column, Constraint, Index, Table
from migration_safety.core.report import Check, Status

TABLES = "tables are as migrated"
COLUMNS = "columns are as migrated"
INDEXES = "indexes are as migrated"
CONSTRAINTS = "constraints are as migrated"
NAMES = (TABLES, COLUMNS, INDEXES, CONSTRAINTS)
NONE = "the applied migrations make none"


def state_checks(
    expected: Catalog, found: Catalog, makers: Sequence[str] = ()
) -> tuple[Check, ...]:
    """`expected` says of defaults, conditions and the like only that there is one.

    `makers` are migrations that may have made or dropped indexes and constraints in Python.
    """
    both = [
        (table, found.tables[name])
        for name, table in expected.tables.items()
        if name in found.tables
    ]
    by_python = [f"{', '.join(makers)}: Python changes the schema there"] if makers else []
    worst = Status.WARNING if makers else Status.FAILED
    return (
        _tables(expected, found),
        outcome(
            COLUMNS,
            sum(len(table.columns) for table, _ in both),
            [line for pair in both for line in _broken_columns(*pair)],
            doubtful=[line for pair in both for line in _odd_columns(*pair)],
            none=NONE,
        ),
        outcome(
            INDEXES,
            sum(len(_indexes(table)) for table, _ in both),
            [line for pair in both for line in _missing_indexes(*pair, unique=True)],
            worst=worst,
            doubtful=[line for pair in both for line in _doubtful_indexes(*pair)],
            told=by_python,
            none=NONE,
        ),
        outcome(
            CONSTRAINTS,
            sum(len(table.constraints) for table, _ in both),
            [line for pair in both for line in _missing_constraints(*pair)],
            worst=worst,
            doubtful=[line for pair in both for line in _extra_constraints(*pair)],
            told=by_python,
            none=NONE,
        ),
    )


def _tables(expected: Catalog, found: Catalog) -> Check:
    missing = [name for name in expected.tables if name not in found.tables]
    extra = sorted(found.tables.keys() - expected.tables.keys())
    return outcome(
        TABLES,
        len(expected.tables),
        [
            f"{name} is missing: migrations make it, somebody dropped or renamed it."
            for name in missing
        ],
        told=[f"{name} is made by no migration" for name in extra],
        none=NONE,
    )


def _doubtful_indexes(expected: Table, found: Table) -> Iterator[str]:
    yield from _missing_indexes(expected, found, unique=False)
    yield from _extra_indexes(expected, found)


def _broken_columns(expected: Table, found: Table) -> Iterator[str]:
    """Where code that fits the migrations fails."""
    for name, column in expected.columns.items():
        there = found.columns.get(name)
        if there is None:
            yield f"{expected.name}.{name} is missing: queries of the models fail."
        else:
            yield from (f"{expected.name}.{name} {line}" for line in _differences(column, there))
    for column in _extra_columns(expected, found):
        if column.not_null and not (column.default or column.identity or column.generated):
            yield (
                f"{found.name}.{column.name} is made by no migration, and is NOT NULL without a"
                " default: INSERTs of the models fail."
            )


def _differences(column: Column, there: Column) -> Iterator[str]:
    if column.type and there.type and column.type != there.type:
        yield f"is {there.type}, migrations make it {column.type}."
    if column.not_null != there.not_null:
        words = ("may be NULL", "is NOT NULL")
        yield f"{words[there.not_null]}, after the migrations it {words[column.not_null]}."
    if bool(column.identity) != bool(there.identity):
        yield "has a sequence." if there.identity else "has lost its identity or sequence."
    if bool(column.generated) != bool(there.generated):
        yield "is generated." if there.generated else "is no generated column."


def _odd_columns(expected: Table, found: Table) -> Iterator[str]:
    for column in _extra_columns(expected, found):
        if not column.not_null or column.default or column.identity or column.generated:
            yield f"{found.name}.{column.name} is made by no migration."
    for name, column in expected.columns.items():
        there = found.columns.get(name, column)
        if bool(column.default) != bool(there.default):
            given = f"has the default {there.default}" if there.default else "has no default"
            yield f"{found.name}.{name} {given}, unlike after the migrations."
        if column.collation != there.collation:
            yield f"{found.name}.{name} has another collation than after the migrations."


def _extra_columns(expected: Table, found: Table) -> list[Column]:
    return [it for name, it in found.columns.items() if name not in expected.columns]


def _indexes(table: Table) -> list[Index]:
    return [index for index in table.indexes if not index.constraint]


def _missing_indexes(expected: Table, found: Table, *, unique: bool) -> Iterator[str]:
    there = [_shape(index) for index in found.indexes]
    for index in _indexes(expected):
        if index.unique is unique and _shape(index) not in there:
            harm = "rows may repeat" if unique else "queries that need it read whole tables"
            yield f"{index.name} on {_place(index)} is missing or another: {harm}."


def _extra_indexes(expected: Table, found: Table) -> Iterator[str]:
    there = [_shape(index) for index in expected.indexes]
    names = {index.name for index in expected.indexes}
    for index in _indexes(found):
        if _shape(index) not in there and index.name not in names:
            yield f"{index.name} on {_place(index)} is made by no migration."


def _missing_constraints(expected: Table, found: Table) -> Iterator[str]:
    there = [_promise(each) for each in found.constraints]
    for each in expected.constraints:
        if _promise(each) not in there:
            yield f"{each.kind} {each.name} on {_place(each)} is missing: nothing upholds it."


def _extra_constraints(expected: Table, found: Table) -> Iterator[str]:
    there = [_promise(each) for each in expected.constraints]
    for each in found.constraints:
        if _promise(each) not in there:
            yield f"{each.kind} {each.name} on {_place(each)} is made by no migration."


def _shape(index: Index) -> tuple[object, ...]:
    """What makes two indexes the same, whatever their names."""
    return index.columns, index.unique, index.method, bool(index.condition)


def _promise(constraint: Constraint) -> tuple[object, ...]:
    """A CHECK is known by its name, for its expression is spelled in many ways."""
    name = constraint.name if constraint.kind in ("CHECK", "EXCLUDE") else ""
    columns: Iterable[str] = () if name else constraint.columns
    return constraint.kind, tuple(columns), constraint.references, name


def _place(it: Index | Constraint) -> str:
    return f"{it.table} ({', '.join(column or '...' for column in it.columns)})"
