"""Statements that read or write rows."""

from __future__ import annotations

from collections.abc import Iterator

from postgast import pg_query_pb2 as pb

from migration_safety.core.statement import Action
from migration_safety.databases.postgresql.schema import expressions
from migration_safety.databases.postgresql.schema.state import Schema, relation_name
from migration_safety.databases.postgresql.statements.create import relations

Write = pb.InsertStmt | pb.UpdateStmt | pb.DeleteStmt | pb.MergeStmt
NAMES = {
    "InsertStmt": "INSERT",
    "UpdateStmt": "UPDATE",
    "DeleteStmt": "DELETE",
    "MergeStmt": "MERGE",
}


def write(node: Write, schema: Schema) -> Iterator[Action]:
    """INSERT, UPDATE, DELETE, MERGE; further tables that they read are sources."""
    table = relation_name(node.relation)
    sources = [name for name in relations(node) if name != table]
    yield Action(
        NAMES[node.DESCRIPTOR.name],
        table,
        _assigned(node),
        others=tuple(("source", source) for source in sources),
        flags=frozenset(_flags(node)),
    )


def _assigned(node: Write) -> tuple[str, ...]:
    if isinstance(node, pb.UpdateStmt):
        return tuple(target.res_target.name for target in node.target_list)
    return ()


def _flags(node: Write) -> Iterator[str]:
    if isinstance(node, pb.UpdateStmt | pb.DeleteStmt):
        yield "where" if node.HasField("where_clause") else "every row"


def select(node: pb.SelectStmt, schema: Schema) -> Iterator[Action]:
    """SELECT, also with writes in its WITH, and FOR UPDATE."""
    for inner in expressions.nodes(node):
        if isinstance(inner, Write):
            yield from write(inner, schema)
    shape = "SELECT FOR UPDATE" if node.locking_clause else "SELECT"
    for name in relations(node) or ("",):
        yield Action(shape, name, detail=", ".join(expressions.functions(node)))


def copy(node: pb.CopyStmt, schema: Schema) -> Iterator[Action]:
    """COPY FROM writes, COPY TO reads."""
    if node.is_from:
        yield Action("COPY", relation_name(node.relation))
    else:
        yield Action("SELECT", relation_name(node.relation) if node.HasField("relation") else "")
