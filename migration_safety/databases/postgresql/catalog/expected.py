"""The catalog that migrations lead to, told in the same words as that of a database."""

from __future__ import annotations

from dataclasses import replace

from postgast import pg_query_pb2 as pb

from migration_safety.core.catalog import relation
from migration_safety.core.catalog.relation import Catalog
from migration_safety.databases.postgresql.grammar import statements
from migration_safety.databases.postgresql.schema.expressions import nodes
from migration_safety.databases.postgresql.schema.state import Schema
from migration_safety.databases.postgresql.schema.table import Column, Table
from migration_safety.databases.postgresql.schema.types import UNKNOWN, Type, read_type
from migration_safety.errors import GrammarError

# What the statements so far tell is that there is one, not which.
GIVEN = "given"
# Modifiers that the server adds by itself.
IMPLIED = {"bpchar": (1,), "bit": (1,)}
TABLES = ("table", "partitioned table")
BACKED = ("PRIMARY KEY", "UNIQUE", "EXCLUDE")
OWN = frozenset({"django_migrations"})


def expected(schema: Schema) -> Catalog:
    """The tables that migrations made, as far as statements tell of them."""
    parts = {part for each in schema.partitions.values() for part in each}
    made = (table for table in schema.tables.values() if table.made and table.kind in TABLES)
    return Catalog({table.name: _table(table) for table in made if table.name not in parts})


def comparable(catalog: Catalog) -> Catalog:
    """A database's catalog in the same words: types by their internal names."""
    return Catalog(
        {
            name: replace(table, columns={key: _plain(it) for key, it in table.columns.items()})
            for name, table in catalog.tables.items()
            if name not in OWN
        }
    )


def _table(table: Table) -> relation.Table:
    backed = {it.name for it in table.constraints.values() if it.kind in BACKED}
    return relation.Table(
        table.name,
        columns={name: _column(name, it) for name, it in table.columns.items()},
        indexes=tuple(
            relation.Index(
                it.name,
                table.name,
                it.columns,
                unique=it.unique,
                method=it.method,
                condition=GIVEN if it.partial else "",
                constraint=it.name in backed,
            )
            for it in table.indexes.values()
        ),
        constraints=tuple(
            relation.Constraint(
                it.name, table.name, it.kind, it.columns, "", it.references, it.referenced
            )
            for it in table.constraints.values()
            if it.kind != "NOT NULL"
        ),
    )


def _column(name: str, column: Column) -> relation.Column:
    return relation.Column(
        name,
        _spelled(column.type),
        column.not_null,
        GIVEN if column.default and not column.identity and not column.generated else "",
        GIVEN if column.identity else "",
        GIVEN if column.generated else "",
        column.collation,
    )


def _plain(column: relation.Column) -> relation.Column:
    """A serial column is one whose sequence gives its default."""
    serial = column.default.startswith("nextval(")
    return replace(
        column,
        type=_spelled(_read(column.type)),
        default="" if serial else column.default,
        identity=GIVEN if serial or column.identity else "",
    )


def _read(type_: str) -> Type:
    try:
        (parsed,) = statements(f"SELECT NULL::{type_}")
    except GrammarError:
        return UNKNOWN
    return next(read_type(node) for node in nodes(parsed.tree) if isinstance(node, pb.TypeName))


def _spelled(type_: Type) -> str:
    """Without its schema, and with the modifiers that go without saying; "" where not known."""
    modifiers = type_.modifiers or IMPLIED.get(type_.name, ())
    if type_.name == "numeric" and len(modifiers) == 1:
        modifiers = (*modifiers, 0)
    return str(replace(type_, name=type_.name.rpartition(".")[2], modifiers=modifiers))
