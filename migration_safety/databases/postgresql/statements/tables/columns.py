"""Column definitions, in CREATE TABLE and ADD COLUMN: what each part does."""

from __future__ import annotations

from collections.abc import Iterator

from postgast import pg_query_pb2 as pb

from migration_safety.core.statement import Action
from migration_safety.databases.postgresql.schema import expressions
from migration_safety.databases.postgresql.schema.state import Schema
from migration_safety.databases.postgresql.schema.table import Column
from migration_safety.databases.postgresql.schema.types import (
    SERIALS,
    Type,
    read_collation,
    read_type,
)
from migration_safety.databases.postgresql.statements.tables.constraints import add_constraint

INLINE = (
    pb.CONSTR_CHECK,
    pb.CONSTR_UNIQUE,
    pb.CONSTR_PRIMARY,
    pb.CONSTR_FOREIGN,
    pb.CONSTR_EXCLUSION,
)


def parts(node: pb.ColumnDef) -> list[pb.Constraint]:
    """What follows the type: NOT NULL, DEFAULT, CHECK and so on."""
    return [each.constraint for each in node.constraints]


def traits(node: pb.ColumnDef) -> Iterator[str]:
    """What a definition says of itself that advice may be about."""
    kinds = {part.contype for part in parts(node)}
    if pb.CONSTR_PRIMARY in kinds:
        yield "primary key"
    if pb.CONSTR_IDENTITY in kinds or read_type(node.type_name).name in SERIALS:
        yield "numbered"


def define(node: pb.ColumnDef) -> Column:
    """The column that a definition makes, without its constraints."""
    kinds = {part.contype for part in parts(node)}
    type_ = read_type(node.type_name)
    serial = type_.name in SERIALS
    identity = serial or pb.CONSTR_IDENTITY in kinds
    return Column(
        type=Type(SERIALS[type_.name]) if serial else type_,
        not_null=identity or bool(kinds & {pb.CONSTR_NOTNULL, pb.CONSTR_PRIMARY}),
        default=serial or pb.CONSTR_DEFAULT in kinds,
        identity=identity,
        generated=pb.CONSTR_GENERATED in kinds,
        collation=read_collation(node),
    )


def add_column(
    node: pb.ColumnDef, table: str, schema: Schema, *, missing: bool
) -> Iterator[Action]:
    """ADD COLUMN: the column itself, then each constraint that comes with it."""
    column = define(node)
    variant, detail = _variant(node, column)
    domain = schema.domains.get(column.type.name)
    if domain and domain.constrained:
        variant, detail = "constrained domain", str(column.type)
    yield Action(
        shape=f"ADD COLUMN ({variant})" if variant else "ADD COLUMN",
        table=table,
        columns=(node.colname,),
        flags=frozenset(_flags(node, column, missing=missing)),
        detail=detail or str(column.type),
    )
    schema.known(table).put_column(node.colname, column)
    for part in parts(node):
        if part.contype in INLINE:
            # Even DEFAULT NULL makes PostgreSQL look up every row.
            yield from add_constraint(
                part, table, schema, column=node.colname, filled=column.default
            )


def _variant(node: pb.ColumnDef, column: Column) -> tuple[str, str]:
    """Which form of ADD COLUMN it is, and what makes it so."""
    generated = next((p for p in parts(node) if p.contype == pb.CONSTR_GENERATED), None)
    if generated is not None:
        return ("generated virtual" if generated.generated_kind == "v" else "generated stored"), ""
    if column.identity:
        return "identity", ""
    default = _default(node)
    if column.not_null and (default is None or expressions.is_null(default)):
        return "NOT NULL without default", ""
    called = expressions.volatile(default) if default is not None else ""
    return ("volatile default", f"{called}()") if called else ("", "")


def _default(node: pb.ColumnDef) -> pb.Node | None:
    return next((p.raw_expr for p in parts(node) if p.contype == pb.CONSTR_DEFAULT), None)


def _flags(node: pb.ColumnDef, column: Column, *, missing: bool) -> Iterator[str]:
    if column.not_null:
        yield "not null"
    if column.default and not expressions.is_null(_default(node)):
        yield "default"
    if missing:
        yield "if not exists"
    yield from traits(node)
