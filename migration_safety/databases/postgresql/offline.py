"""A connection that never connects: Django's own schema editor, answered from the schema so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, NoReturn

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.backends.postgresql.introspection import TableInfo
from django.db.models import Field

from migration_safety.databases.postgresql.literals import literal
from migration_safety.databases.postgresql.schema.names import truncated
from migration_safety.databases.postgresql.schema.state import Schema
from migration_safety.databases.postgresql.schema.table import Table


class NoDatabaseError(DatabaseError):
    """An operation asked a database something that the statements so far do not answer."""


class _Cursor:
    """Given to introspection, which does not use it; refuses every query."""

    def __enter__(self) -> _Cursor:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing to close."""

    def execute(self, sql: object, params: object = None) -> NoReturn:
        raise NoDatabaseError(f"asks the database: {' '.join(str(sql).split())}")

    executemany = callproc = execute


def offline(real: BaseDatabaseWrapper, schema: Schema, *, version: int) -> BaseDatabaseWrapper:
    """A stand-in for a PostgreSQL connection with its alias, settings and backend class.

    `version` is the major version to write SQL for.  Of another vendor's connection only
    the alias and the settings that are not the vendor's are kept.
    """
    backend = type(real) if real.vendor == "postgresql" else DatabaseWrapper
    wrapper: Any = type("OfflineWrapper", (_Offline, backend), {})(real.settings_dict, real.alias)
    wrapper.__dict__["pg_version"] = version * 10_000
    wrapper.introspection = type(
        "Introspection", (_Introspection, type(wrapper.introspection)), {}
    )(wrapper)
    wrapper.introspection.schema = schema
    wrapper.ops = type("Operations", (_Operations, type(wrapper.ops)), {})(wrapper)
    wrapper.SchemaEditorClass = type("Editor", (ToldEditor, backend.SchemaEditorClass), {})
    wrapper.migration_safety_schema = schema
    return wrapper  # type: ignore[no-any-return]  # built by type(), which mypy cannot follow


class _Offline:
    """What must not happen: a connection."""

    def connect(self) -> NoReturn:
        raise NoDatabaseError("asks for a connection to the database")

    def cursor(self) -> _Cursor:
        return _Cursor()

    def ensure_connection(self) -> None:
        """Asked for by code that then only composes SQL."""


class _Operations:
    """Literals without a server; psycopg's adapters are the same ones."""

    def compose_sql(self, sql: str, params: Sequence[object]) -> str:
        return sql % tuple(literal(param) for param in params)


class _Introspection:
    """The questions that Django's schema editor asks, answered from the schema."""

    schema: Schema

    def get_constraints(self, cursor: object, table_name: str) -> dict[str, dict[str, Any]]:
        table = self.schema.table(truncated(table_name))
        return {**_indexes(table), **_constraints(table)}

    def get_table_list(self, cursor: object) -> list[TableInfo]:
        """Views too, as Django's own."""
        views = ("view", "materialized view")
        return [
            TableInfo(name, "v" if table.kind in views else "t", None)
            for name, table in self.schema.tables.items()
        ]

    def get_sequences(
        self, cursor: object, table_name: str, table_fields: object = ()
    ) -> list[dict[str, str]]:
        columns = self.schema.table(truncated(table_name)).columns
        return [
            {"name": column.sequence, "table": table_name, "column": name}
            for name, column in columns.items()
            if column.identity
        ]


def _constraints(table: Table) -> dict[str, dict[str, Any]]:
    """In the form that Django's introspection documents."""
    return {
        each.name: {
            "columns": list(each.columns),
            "primary_key": each.kind == "PRIMARY KEY",
            "unique": each.kind in ("PRIMARY KEY", "UNIQUE"),
            "foreign_key": (each.references, *each.referenced) if each.references else None,
            "check": each.kind == "CHECK",
            "index": False,
            "definition": None,
            "options": None,
        }
        for each in table.constraints.values()
    }


def _indexes(table: Table) -> dict[str, dict[str, Any]]:
    return {
        each.name: {
            "columns": [column for column in each.columns if column],
            "primary_key": False,
            "unique": each.unique,
            "foreign_key": None,
            "check": False,
            "index": True,
            "type": "idx" if each.method == "btree" else each.method,
            "definition": "",
            "options": None,
        }
        for each in table.indexes.values()
    }


class ToldEditor:
    """Django's editor, but what it would execute is handed to `receive`, one string at a time."""

    connection: Any
    atomic_migration: bool
    receive: Callable[[str], None]

    def __init__(self, connection: BaseDatabaseWrapper, *, atomic: bool) -> None:
        super().__init__(connection, collect_sql=True, atomic=atomic)  # type: ignore[call-arg]  # a mixin
        self.deferred_sql: list[object] = []

    @property
    def collected_table_renames(self) -> dict[str, str]:
        """None: the schema follows, while Django 6.1 would ask for a table by its old name."""
        return {}

    @collected_table_renames.setter
    def collected_table_renames(self, renames: dict[str, str]) -> None:
        """What Django begins with is dropped."""

    def execute(self, sql: object, params: Sequence[object] | None = ()) -> None:
        """Merge the parameters, as the backend's own editor does, and pass the text on."""
        text = str(sql)
        self.receive(text if params is None else self.connection.ops.compose_sql(text, params))

    def effective_default(self, field: Field[Any, Any]) -> object:
        """Of a default that asks the database only the statement's form can be known."""
        try:
            default: object = super().effective_default(field)  # type: ignore[misc]  # a mixin
        except DatabaseError:
            called: Any = field.default
            return f"<{called.__module__}.{called.__qualname__}()>"
        return default

    def _is_collation_deterministic(self, name: str) -> bool:
        schema: Schema = self.connection.migration_safety_schema
        return schema.collations.get(name, True)
