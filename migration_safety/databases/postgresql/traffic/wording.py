"""The transactions of a model's table, worded as Django does, on rows that are there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from psycopg import sql

from migration_safety.core.operations.model import Model
from migration_safety.core.trial.traffic.felt import Access
from migration_safety.databases.postgresql.traffic.transaction import Sent, Transaction

Row = Sequence[str | None]


def columns_of(model: Model) -> tuple[str, ...]:
    """All columns, in the order in which its rows are read."""
    return tuple(model.columns)


def reads(model: Model, rows: Sequence[Row]) -> tuple[Transaction, ...]:
    """Of each row by its primary key; of any row where there is none or no such key."""
    select = sql.SQL("SELECT {} FROM {}").format(
        _qualified(model, columns_of(model)), _table(model)
    )
    if not rows or model.key not in model.columns:
        statement = sql.SQL("{} LIMIT 1").format(select)
        return (Transaction(model.table, Access.READS, (_sent(statement),)),)
    by_key = sql.SQL("{} WHERE {} = $1 LIMIT 21").format(select, _qualified(model, [model.key]))
    return tuple(
        Transaction(model.table, Access.READS, (_sent(by_key, _key(model, row)),)) for row in rows
    )


def updates(model: Model, rows: Sequence[Row]) -> Iterator[Transaction]:
    """As save() of an object that has not changed: every column is written."""
    written = [each for each in columns_of(model) if each not in model.computed | {model.key}]
    if not written:
        return
    statement = sql.SQL("UPDATE {} SET {} WHERE {} = {}").format(
        _table(model),
        sql.SQL(", ").join(
            sql.SQL("{} = {}").format(sql.Identifier(column), _placeholder(number))
            for number, column in enumerate(written, 1)
        ),
        _qualified(model, [model.key]),
        _placeholder(len(written) + 1),
    )
    for row in rows:
        values = (*_values(model, row, written), _key(model, row))
        yield Transaction(model.table, Access.WRITES, (_sent(statement, *values),))


def replacements(model: Model, rows: Sequence[Row]) -> Iterator[Transaction]:
    """Delete an object and save it anew: foreign keys that Django makes wait for the COMMIT.

    Who inserts a row that refers to it at that moment is refused, hence none does.
    """
    written = [each for each in columns_of(model) if each not in model.computed]
    delete = sql.SQL("DELETE FROM {} WHERE {} IN ($1)").format(
        _table(model), _qualified(model, [model.key])
    )
    insert = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        _table(model),
        sql.SQL(", ").join(map(sql.Identifier, written)),
        sql.SQL(", ").join(_placeholder(number) for number in range(1, len(written) + 1)),
    )
    for row in rows:
        both = _sent(delete, _key(model, row)), _sent(insert, *_values(model, row, written))
        yield Transaction(model.table, Access.WRITES, both, alone=True)


def _sent(statement: sql.Composed, *values: str | None) -> Sent:
    return statement.as_string(None), values or None


def _table(model: Model) -> sql.Identifier:
    return sql.Identifier(model.table)


def _qualified(model: Model, columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(model.table, column) for column in columns)


def _placeholder(number: int) -> sql.SQL:
    return sql.SQL(f"${number}")


def _key(model: Model, row: Row) -> str | None:
    return _values(model, row, [model.key])[0]


def _values(model: Model, row: Row, wanted: Sequence[str]) -> tuple[str | None, ...]:
    known = dict(zip(columns_of(model), row, strict=True))
    return tuple(known[column] for column in wanted)
