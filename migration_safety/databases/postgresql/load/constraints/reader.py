"""What tables demand of their rows, read from PostgreSQL's catalog."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from django.db.backends.base.base import BaseDatabaseWrapper
from postgast import pg_query_pb2 as pb

from migration_safety.core.volume.constraint import (
    Check,
    Constraints,
    Exclusion,
    ForeignKey,
    Unique,
)
from migration_safety.databases.postgresql.grammar import statements
from migration_safety.databases.postgresql.load.constraints import catalog
from migration_safety.databases.postgresql.schema.expressions import columns as columns_read
from migration_safety.databases.postgresql.schema.expressions import nodes
from migration_safety.errors import VolumeError

Rows: TypeAlias = list[tuple[Any, ...]]
# What COPY can write to: ordinary and partitioned tables.
TABLES = "rp"


def read_constraints(
    connection: BaseDatabaseWrapper, tables: Sequence[str]
) -> dict[str, Constraints]:
    """The constraints of each table, named as Django names it (db_table).

    Raises VolumeError where one of them does not exist, or is a view.
    """
    oids = _tables(connection, tables)
    reader = Reader(connection, oids)
    return {name: reader.constraints(name) for name in tables}


class Reader:
    """The answers of the catalog about some tables, by the oid of the table."""

    def __init__(self, connection: BaseDatabaseWrapper, oids: dict[str, int]) -> None:
        self._oids = oids
        self._names: dict[int, str] = {oid: name for name, oid in oids.items()}
        since_18 = getattr(connection, "pg_version", 0) >= 180000
        enforced = "conenforced" if since_18 else "true"
        asked = {"tables": list(oids.values())}

        def answers(question: str) -> dict[int, Rows]:
            rows = _rows(connection, question.replace("{enforced}", enforced), asked)
            return _by_table(rows)

        self._columns = answers(catalog.COLUMNS)
        self._checks = answers(catalog.CHECKS)
        self._domain_checks = answers(catalog.DOMAIN_CHECKS)
        self._indexes = answers(catalog.INDEXES)
        self._foreign_keys = answers(catalog.FOREIGN_KEYS)

    def constraints(self, table: str) -> Constraints:
        """Those of one table."""
        oid = self._oids[table]
        columns = self._columns.get(oid, [])
        sql_types = {name: sql_type for name, sql_type, _, _ in columns}
        checks = [*self._checks.get(oid, []), *self._domain_checks.get(oid, [])]
        indexes = [_index(row, tuple(sql_types)) for row in self._indexes.get(oid, [])]
        return Constraints(
            table=table,
            sql_types=sql_types,
            required=frozenset(name for name, _, required, _ in columns if required),
            filled=frozenset(name for name, _, _, filled in columns if filled),
            checks=tuple(
                Check(name, _read(expression, tuple(sql_types)), expression)
                for name, expression in checks
            ),
            uniques=tuple(each for each in indexes if isinstance(each, Unique)),
            exclusions=tuple(each for each in indexes if isinstance(each, Exclusion)),
            foreign_keys=tuple(
                ForeignKey(name, tuple(own), self._names.get(to) or to_name, tuple(keys))
                for name, own, to, to_name, keys in self._foreign_keys.get(oid, [])
            ),
        )


def _tables(connection: BaseDatabaseWrapper, names: Sequence[str]) -> dict[str, int]:
    quoted = [connection.ops.quote_name(name) for name in names]
    asked = {"names": list(names), "quoted": quoted}
    found = _rows(connection, catalog.TABLES, asked)
    for name, oid, kind in found:
        if oid is None:
            raise VolumeError(f"Table {name} does not exist", "Run migrate first.")
        if kind not in TABLES:
            raise VolumeError(
                f"{name} is no table but a view or foreign table",
                "Leave its model out, and fill the tables that it reads.",
            )
    return {name: oid for name, oid, _ in found}


def _index(row: tuple[Any, ...], table_columns: tuple[str, ...]) -> Unique | Exclusion:
    name, plain, keys, condition, nulls_distinct, primary, definition = row
    expressions = tuple(key for key, column in zip(keys, plain, strict=True) if column is None)
    read = [_read(each, table_columns) for each in expressions]
    columns = _each_once([*(column for column in plain if column), *sum(read, ())])
    condition_columns = _read(condition, table_columns) if condition else ()
    if definition is not None:
        return Exclusion(name, _each_once([*columns, *condition_columns]), definition)
    return Unique(
        name,
        columns,
        expressions=expressions,
        condition=condition,
        condition_columns=condition_columns,
        nulls_distinct=nulls_distinct,
        primary=primary,
        keys=tuple(keys),
    )


def _read(expression: str, table_columns: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that an expression of the catalog reads; all where it reads whole rows."""
    (parsed,) = statements(f"SELECT {expression}")
    if any(isinstance(node, pb.A_Star) for node in nodes(parsed.tree)):
        return table_columns
    return tuple(name for name in columns_read(parsed.tree) if name in table_columns)


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _by_table(rows: Iterable[tuple[Any, ...]]) -> dict[int, Rows]:
    found: dict[int, Rows] = {}
    for oid, *row in rows:
        found.setdefault(oid, []).append(tuple(row))
    return found


def _rows(connection: BaseDatabaseWrapper, question: str, parameters: dict[str, Any]) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(question, parameters)
        return list(cursor.fetchall())
