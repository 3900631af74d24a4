"""The catalog of a database as frozen values, one question for each kind of thing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from migration_safety.core.catalog.relation import Catalog, Column, Constraint, Index, Table
from migration_safety.databases.postgresql.catalog import questions
from migration_safety.databases.postgresql.catalog.bounded import Bounded
from migration_safety.errors import CatalogError

KINDS = {"p": "PRIMARY KEY", "u": "UNIQUE", "f": "FOREIGN KEY", "c": "CHECK", "x": "EXCLUDE"}
Row = tuple[Any, ...]


def read_catalog(database: Bounded, schemas: Collection[str] = ()) -> Catalog:
    """The tables of the search path and of those further schemas.

    Partitions, views and what extensions bring are left out.  Raises CatalogError where the
    database does not answer.
    """
    asked = {"schemas": list(schemas)}
    enforced = "conenforced" if database.version >= 18 else "true"

    def answers(question: str) -> tuple[Row, ...]:
        return answered(database, question.replace("{enforced}", enforced), asked)

    columns = _by_table((name, Column(*of)) for name, *of in answers(questions.COLUMNS))
    indexes = _by_table((row[1], _index(row)) for row in answers(questions.INDEXES))
    constraints = _by_table((row[1], _constraint(row)) for row in answers(questions.CONSTRAINTS))
    return Catalog(
        {
            name: Table(
                name,
                (schema, bare),
                {column.name: column for column in columns.get(name, ())},
                tuple(indexes.get(name, ())),
                tuple(constraints.get(name, ())),
                rows,
            )
            for name, schema, bare, rows in answers(questions.TABLES)
        }
    )


def answered(
    database: Bounded, question: str, parameters: dict[str, Any] | None = None
) -> tuple[Row, ...]:
    """The rows.  Raises CatalogError with the reason where there is no answer."""
    answer = database.ask(question, parameters)
    if answer.unanswered:
        raise CatalogError(f"The catalog could not be read: {answer.unanswered}")
    return answer.rows


def _index(row: Row) -> Index:
    name, table, columns, keys, included, *rest = row
    return Index(name, table, tuple(columns), tuple(keys), tuple(included), *rest)


def _constraint(row: Row) -> Constraint:
    name, table, kind, columns, definition, references, referenced, validated, enforced = row
    return Constraint(
        name,
        table,
        KINDS[kind],
        tuple(columns),
        definition,
        references,
        tuple(referenced),
        validated,
        enforced,
    )


def _by_table(pairs: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for table, value in pairs:
        found.setdefault(table, []).append(value)
    return found
