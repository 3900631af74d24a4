"""Statements that read or write rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from postgast import pg_query_pb2 as pb

from migration_safety.core.statement import Action
from migration_safety.databases.postgresql.schema import expressions
from migration_safety.databases.postgresql.schema.state import Schema, relation_name
from migration_safety.databases.postgresql.schema.table import Table
from migration_safety.databases.postgresql.statements.tables.create import relations

Write: TypeAlias = pb.InsertStmt | pb.UpdateStmt | pb.DeleteStmt | pb.MergeStmt
NAMES = {
    "InsertStmt": "INSERT",
    "UpdateStmt": "UPDATE",
    "DeleteStmt": "DELETE",
    "MergeStmt": "MERGE",
}


def write(node: Write, schema: Schema) -> Iterator[Action]:
    """INSERT, UPDATE, DELETE, MERGE; further tables that they read are sources.

    The action's name holds the deferred foreign keys that are left to be checked.
    """
    table = relation_name(node.relation)
    sources = [name for name in relations(node) if name != table]
    yield Action(
        NAMES[node.DESCRIPTOR.name],
        table,
        _assigned(node),
        ", ".join(_pending(node, table, schema)),
        others=tuple(("source", source) for source in sources),
        flags=frozenset(_flags(node, schema.table(table))),
    )


def _pending(node: Write, table: str, schema: Schema) -> Iterator[str]:
    """The deferred foreign keys that are left to be checked once rows have been written.

    One that refers to the table concerns rows that go away, or get another key.
    """
    own = [fk for fk in schema.table(table).of_kind("FOREIGN KEY") if fk.deferred]
    inbound = [fk for _, fk in schema.referencing(table) if fk.deferred]
    assigned = set(_assigned(node))
    if isinstance(node, pb.InsertStmt | pb.MergeStmt):
        yield from (fk.name for fk in own)
    elif isinstance(node, pb.DeleteStmt):
        yield from (fk.name for fk in inbound)
    else:
        yield from (fk.name for fk in own if assigned & set(fk.columns))
        yield from (fk.name for fk in inbound if assigned & set(fk.referenced))


def _assigned(node: Write) -> tuple[str, ...]:
    if isinstance(node, pb.UpdateStmt):
        return tuple(target.res_target.name for target in node.target_list)
    return ()


def _flags(node: Write, table: Table) -> Iterator[str]:
    """Without a condition it reads "every row"; "no index" leads to the rows of this one."""
    if not isinstance(node, pb.UpdateStmt | pb.DeleteStmt):
        return
    yield "where" if node.HasField("where_clause") else "every row"
    leading = {index.columns[0] for index in table.indexes.values()}
    if node.HasField("where_clause") and not leading & set(expressions.columns(node.where_clause)):
        yield "no index"


def select(node: pb.SelectStmt, schema: Schema) -> Iterator[Action]:
    """SELECT, also with writes in its WITH, and FOR UPDATE.

    Of a function of somebody's own there is no fact: it may do anything.
    """
    for inner in expressions.nodes(node):
        if isinstance(inner, Write):
            yield from write(inner, schema)
    shape = "SELECT FOR UPDATE" if node.locking_clause else "SELECT"
    for name in relations(node) or ("",):
        yield Action(shape, name, detail=", ".join(expressions.functions(node)))
    yield from (Action(f"SELECT {name}()") for name in expressions.strange(node))


def copy(node: pb.CopyStmt, schema: Schema) -> Iterator[Action]:
    """COPY FROM writes, COPY TO reads."""
    if node.is_from:
        yield Action("COPY", relation_name(node.relation))
    else:
        yield Action("SELECT", relation_name(node.relation) if node.HasField("relation") else "")
