"""ALTER .. RENAME and ALTER .. SET SCHEMA."""

from __future__ import annotations

from collections.abc import Iterator

from postgast import pg_query_pb2 as pb

from migration_safety.core.statement import Action
from migration_safety.databases.postgresql.schema.state import Schema, relation_name

RELATIONS = {
    pb.OBJECT_TABLE: "RENAME TABLE",
    pb.OBJECT_VIEW: "RENAME VIEW",
    pb.OBJECT_MATVIEW: "RENAME VIEW",
}


def rename(node: pb.RenameStmt, schema: Schema) -> Iterator[Action]:
    """Tables, columns, constraints and indexes are followed; other objects hold no table."""
    name = relation_name(node.relation)
    if node.rename_type == pb.OBJECT_COLUMN:
        yield Action(
            "RENAME COLUMN",
            name,
            (node.subname,),
            detail=f"{node.subname} -> {node.newname}",
            others=tuple(
                ("referencing", child.name) for child, _ in schema.referencing(name, node.subname)
            ),
            flags=frozenset({"primary key"} if _identifies(schema, name, node.subname) else ()),
            type=str(schema.table(name).column(node.subname).type),
        )
        schema.rename_column(name, node.subname, node.newname)
    elif node.rename_type in RELATIONS:
        # No table, and no fact locks it: how a row of the table is found.
        keys = (key.columns[:1] for key in schema.table(name).of_kind("PRIMARY KEY"))
        others = tuple(("key", column) for columns in keys for column in columns)
        detail = f"{name} -> {node.newname}"
        yield Action(RELATIONS[node.rename_type], name, others=others, detail=detail)
        prefix = name.rpartition(".")[0]
        schema.rename(name, f"{prefix}.{node.newname}" if prefix else node.newname)
    elif node.rename_type == pb.OBJECT_TABCONSTRAINT:
        yield Action("RENAME CONSTRAINT", name, name=node.subname)
        _rename_constraint(schema, name, node.subname, node.newname)
    elif node.rename_type == pb.OBJECT_INDEX:
        yield _rename_index(schema, name, node.newname)
    else:
        yield Action("RENAME (other object)", name=node.subname or name)


def _identifies(schema: Schema, table: str, column: str) -> bool:
    keys = schema.table(table).of_kind("PRIMARY KEY")
    return any(column in key.columns for key in keys)


def _rename_constraint(schema: Schema, table: str, old: str, new: str) -> None:
    known = schema.known(table)
    for named in (known.constraints, known.indexes):
        if old in named:
            item = named.pop(old)
            item.name = new
            named[new] = item  # type: ignore[assignment]  # the same kind that was taken out


def _rename_index(schema: Schema, old: str, new: str) -> Action:
    found = schema.index(old)
    if found:
        _rename_constraint(schema, found[0].name, found[1].name, new)
    return Action("RENAME INDEX", name=old, detail=f"{old} -> {new}")


def set_schema(node: pb.AlterObjectSchemaStmt, schema: Schema) -> Iterator[Action]:
    """SET SCHEMA of a table moves it out of the sight of code that does not name the schema."""
    if node.object_type != pb.OBJECT_TABLE:
        yield Action("SET SCHEMA (other object)")
        return
    name = relation_name(node.relation)
    yield Action("SET SCHEMA", name, detail=node.newschema)
    bare = name.rpartition(".")[2]
    schema.rename(name, bare if node.newschema == "public" else f"{node.newschema}.{bare}")
