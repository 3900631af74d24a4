"""ALTER TABLE .. ALTER COLUMN: nullability, defaults, types."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from postgast import pg_query_pb2 as pb

from migration_safety.core.statement import Action
from migration_safety.databases.postgresql.schema.casts import Retype, loses, narrows, retype
from migration_safety.databases.postgresql.schema.state import Schema
from migration_safety.databases.postgresql.schema.table import Constraint, Table
from migration_safety.databases.postgresql.schema.types import read_collation, read_type

Clause = Callable[[pb.AlterTableCmd, str, Schema], Iterator[Action]]


def _set_not_null(clause: pb.AlterTableCmd, table: str, schema: Schema) -> Iterator[Action]:
    known, name = schema.table(table), clause.name
    proof = _proof(known, name)
    variant = " (already)" if known.column(name).not_null else " (validated CHECK)" if proof else ""
    yield Action(
        f"ALTER COLUMN SET NOT NULL{variant}",
        table,
        (name,),
        proof=f"no scan: the validated CHECK {proof.name} of {proof.source}" if proof else "",
    )
    schema.column(table, name).not_null = True


def _proof(table: Table, column: str) -> Constraint | None:
    """A validated CHECK (column IS NOT NULL), which spares SET NOT NULL its scan."""
    checks = table.of_kind("CHECK")
    return next((each for each in checks if each.valid and column in each.not_null), None)


def _drop_not_null(clause: pb.AlterTableCmd, table: str, schema: Schema) -> Iterator[Action]:
    yield Action("ALTER COLUMN DROP NOT NULL", table, (clause.name,))
    schema.column(table, clause.name).not_null = False


def _default(clause: pb.AlterTableCmd, table: str, schema: Schema) -> Iterator[Action]:
    given = clause.HasField("def")
    shape = "ALTER COLUMN SET DEFAULT" if given else "ALTER COLUMN DROP DEFAULT"
    not_null = schema.table(table).column(clause.name).not_null
    yield Action(shape, table, (clause.name,), flags=frozenset({"not null"} if not_null else ()))
    schema.column(table, clause.name).default = given


def _type(clause: pb.AlterTableCmd, table: str, schema: Schema) -> Iterator[Action]:
    definition = getattr(clause, "def").column_def
    known, name = schema.table(table), clause.name
    old, new = known.column(name).type, read_type(definition.type_name)
    cost = _cost(definition, known, name, schema)
    flags = {
        "narrows": narrows(old, new),
        "loses": loses(old, new, cast=definition.HasField("raw_default")),
        **schema.read_by_view(table, name),
    }
    yield Action(
        f"ALTER COLUMN TYPE ({cost})",
        table,
        (name,),
        others=tuple(dict.fromkeys(_reached(known, name, cost, schema))),
        flags=frozenset(flag for flag, present in flags.items() if present),
        detail=f"{old if old.name else 'unknown type'} -> {new}",
    )
    column = schema.column(table, name)
    column.type, column.collation = new, read_collation(definition)


def _reached(known: Table, name: str, cost: str, schema: Schema) -> Iterator[tuple[str, str]]:
    """The further tables that a change of type reaches, and what it builds or checks again."""
    foreign = (fk for fk in known.of_kind("FOREIGN KEY") if name in fk.columns)
    yield from (("referenced", fk.references) for fk in foreign)
    yield from (("referencing", child.name) for child, _ in schema.referencing(known.name, name))
    yield from (("view in the way", view) for view in schema.views_on(known.name, name))
    # No tables, and no fact locks them: named for people.
    if cost == Retype.INDEXES.value:
        for each in known.indexes.values():
            if name in each.reads:
                yield ("constraint" if each.name in known.constraints else "index"), each.name
    elif cost == "CHECK again":
        checks = (each for each in known.of_kind("CHECK") if name in each.columns)
        yield from (("check", each.name) for each in checks)


def _cost(definition: pb.ColumnDef, table: Table, name: str, schema: Schema) -> str:
    """The most expensive thing that the change of type makes PostgreSQL do."""
    old, new = table.column(name), schema.settled(read_type(definition.type_name))
    cost = retype(schema.settled(old.type), new, utc=schema.utc)
    if cost is Retype.REWRITE or not _plain_cast(definition, name):
        return Retype.REWRITE.value
    if any(name in check.columns for check in table.of_kind("CHECK")):
        return "CHECK again"
    indexes = [index for index in table.indexes.values() if name in index.reads]
    anew = cost is Retype.INDEXES or read_collation(definition) != old.collation
    if indexes and (anew or not all(index.plain for index in indexes)):
        return Retype.INDEXES.value
    return Retype.METADATA.value


def _plain_cast(definition: pb.ColumnDef, name: str) -> bool:
    """No USING, or `USING column::type`, which is what PostgreSQL does by itself."""
    if not definition.HasField("raw_default"):
        return True
    cast = definition.raw_default.type_cast
    if not cast.HasField("arg") or cast.arg.WhichOneof("node") != "column_ref":
        return False
    same_column = cast.arg.column_ref.fields[-1].string.sval == name
    return same_column and read_type(cast.type_name) == read_type(definition.type_name)


def _identity(shape: str, *, present: bool) -> Clause:
    def clause(node: pb.AlterTableCmd, table: str, schema: Schema) -> Iterator[Action]:
        yield Action(shape, table, (node.name,))
        column = schema.column(table, node.name)
        if column.identity is not present:
            column.identity = present
            schema.known(table).put_column(node.name, column)

    return clause


def _simple(shape: str) -> Clause:
    def clause(node: pb.AlterTableCmd, table: str, schema: Schema) -> Iterator[Action]:
        yield Action(shape, table, (node.name,))

    return clause


COLUMN_CLAUSES: dict[int, Clause] = {
    pb.AT_SetNotNull: _set_not_null,
    pb.AT_DropNotNull: _drop_not_null,
    pb.AT_ColumnDefault: _default,
    pb.AT_AlterColumnType: _type,
    pb.AT_AddIdentity: _identity("ALTER COLUMN ADD IDENTITY", present=True),
    pb.AT_SetIdentity: _identity("ALTER COLUMN SET IDENTITY", present=True),
    pb.AT_DropIdentity: _identity("ALTER COLUMN DROP IDENTITY", present=False),
    pb.AT_DropExpression: _simple("ALTER COLUMN DROP EXPRESSION"),
    pb.AT_SetExpression: _simple("ALTER COLUMN SET EXPRESSION"),
    pb.AT_SetStatistics: _simple("ALTER COLUMN SET STATISTICS"),
    pb.AT_SetStorage: _simple("ALTER COLUMN SET STORAGE"),
    pb.AT_SetCompression: _simple("ALTER COLUMN SET COMPRESSION"),
    pb.AT_SetOptions: _simple("ALTER COLUMN SET (attribute_option)"),
    pb.AT_ResetOptions: _simple("ALTER COLUMN SET (attribute_option)"),
}
