"""ALTER TABLE: one action for each of its clauses."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from postgast import pg_query_pb2 as pb

from migration_safety.core.statement import Action
from migration_safety.databases.postgresql.schema.state import Schema, relation_name
from migration_safety.databases.postgresql.schema.table import Constraint, Table
from migration_safety.databases.postgresql.statements.tables.alter_column import COLUMN_CLAUSES
from migration_safety.databases.postgresql.statements.tables.columns import add_column
from migration_safety.databases.postgresql.statements.tables.constraints import (
    add_constraint,
    alter_constraint,
)
from migration_safety.databases.postgresql.statements.tables.partitions import attach, detach

OFF = {"false", "off", "no", "0"}
Clause = Callable[[pb.AlterTableCmd, str, Schema], Iterator[Action]]

# Clauses that do one thing to the table and change nothing that later effects depend on.
SIMPLE = {
    pb.AT_ChangeOwner: "OWNER TO",
    pb.AT_ClusterOn: "CLUSTER ON",
    pb.AT_DropCluster: "SET WITHOUT CLUSTER",
    pb.AT_SetLogged: "SET LOGGED",
    pb.AT_SetUnLogged: "SET UNLOGGED",
    pb.AT_SetTableSpace: "SET TABLESPACE",
    pb.AT_SetAccessMethod: "SET ACCESS METHOD",
    pb.AT_SetRelOptions: "SET (storage_parameter)",
    pb.AT_ResetRelOptions: "RESET (storage_parameter)",
    pb.AT_EnableTrig: "ENABLE TRIGGER",
    pb.AT_EnableAlwaysTrig: "ENABLE TRIGGER",
    pb.AT_EnableReplicaTrig: "ENABLE TRIGGER",
    pb.AT_EnableTrigAll: "ENABLE TRIGGER",
    pb.AT_EnableTrigUser: "ENABLE TRIGGER",
    pb.AT_DisableTrig: "DISABLE TRIGGER",
    pb.AT_DisableTrigAll: "DISABLE TRIGGER",
    pb.AT_DisableTrigUser: "DISABLE TRIGGER",
    pb.AT_ReplicaIdentity: "REPLICA IDENTITY",
    pb.AT_EnableRowSecurity: "ENABLE ROW LEVEL SECURITY",
    pb.AT_DisableRowSecurity: "DISABLE ROW LEVEL SECURITY",
    pb.AT_ForceRowSecurity: "FORCE ROW LEVEL SECURITY",
    pb.AT_NoForceRowSecurity: "NO FORCE ROW LEVEL SECURITY",
}


def alter_table(node: pb.AlterTableStmt, schema: Schema) -> Iterator[Action]:
    """ALTER TABLE, and ALTER INDEX .. ATTACH PARTITION which shares its tree."""
    table = relation_name(node.relation)
    if node.objtype == pb.OBJECT_INDEX:
        yield Action("ALTER INDEX", name=table)
        return
    if node.objtype == pb.OBJECT_SEQUENCE:
        yield Action("ALTER SEQUENCE", name=table)
        return
    for each in node.cmds:
        yield from _clause(each.alter_table_cmd, table, schema)


def _clause(clause: pb.AlterTableCmd, table: str, schema: Schema) -> Iterator[Action]:
    if clause.subtype in SIMPLE:
        flags = frozenset(_flags(clause, schema.table(table)))
        yield Action(SIMPLE[clause.subtype], table, name=clause.name, flags=flags)
    elif clause.subtype in CLAUSES:
        yield from CLAUSES[clause.subtype](clause, table, schema)
    else:
        yield Action(f"ALTER TABLE {pb.AlterTableType.Name(clause.subtype)}", table)


def _flags(clause: pb.AlterTableCmd, table: Table) -> Iterator[str]:
    if clause.subtype == pb.AT_EnableRowSecurity and not table.policies:
        yield "no policy"
    if clause.subtype == pb.AT_SetRelOptions:
        for each in getattr(clause, "def").list.items:
            option = each.def_elem
            # `off` is a word to the grammar, as the name of a type is.
            said = {option.arg.string.sval.lower()}
            said |= {each.string.sval for each in option.arg.type_name.names}
            if option.defname == "autovacuum_enabled" and said & OFF:
                yield "autovacuum off"


def _add_column(clause: pb.AlterTableCmd, table: str, schema: Schema) -> Iterator[Action]:
    column = getattr(clause, "def").column_def
    if clause.missing_ok and column.colname in schema.table(table).columns:
        flags = frozenset({"if not exists"})
        yield Action("ADD COLUMN", table, (column.colname,), flags=flags, detail="already there")
        return
    yield from add_column(column, table, schema, missing=clause.missing_ok)


def _drop_column(clause: pb.AlterTableCmd, table: str, schema: Schema) -> Iterator[Action]:
    foreign = [fk for fk in schema.table(table).of_kind("FOREIGN KEY") if clause.name in fk.columns]
    children = list(schema.referencing(table, clause.name))
    cascade = clause.behavior == pb.DROP_CASCADE
    others = [("referenced", fk.references) for fk in foreign]
    others += [("referencing", child.name) for child, _ in children if cascade]
    views = (schema.views_above if cascade else schema.views_on)(table, clause.name)
    others += [("view" if cascade else "view in the way", view) for view in views]
    column = schema.table(table).column(clause.name)
    keys = schema.table(table).of_kind("PRIMARY KEY")
    flags = {
        "required": schema.table(table).required(clause.name),
        "generated": column.generated,
        "primary key": any(clause.name in key.columns for key in keys),
        "cascade": cascade,
        "if exists": clause.missing_ok,
        **({} if cascade else schema.read_by_view(table, clause.name)),
    }
    yield Action(
        "DROP COLUMN",
        table,
        (clause.name,),
        others=tuple(dict.fromkeys(others)),
        flags=frozenset(name for name, present in flags.items() if present),
        detail=", ".join(schema.table(table).lost_with(clause.name)),
        type=str(column.type),
    )
    for child, fk in children:
        schema.known(child.name).constraints.pop(fk.name, None)
    schema.known(table).forget_column(clause.name)


def _add_constraint(clause: pb.AlterTableCmd, table: str, schema: Schema) -> Iterator[Action]:
    yield from add_constraint(getattr(clause, "def").constraint, table, schema)


def _validate(clause: pb.AlterTableCmd, table: str, schema: Schema) -> Iterator[Action]:
    constraint = schema.table(table).constraints.get(clause.name)
    if constraint is None:
        yield Action("VALIDATE CONSTRAINT (unknown)", table, name=clause.name)
        return
    again = " (already valid)" if constraint.valid else ""
    yield Action(
        f"VALIDATE {constraint.kind}{again}",
        table,
        constraint.columns,
        constraint.name,
        (("referenced", constraint.references),) if constraint.references else (),
    )
    constraint.valid, constraint.source = True, schema.migration


def _drop_constraint(clause: pb.AlterTableCmd, table: str, schema: Schema) -> Iterator[Action]:
    constraint = schema.table(table).constraints.get(clause.name)
    if constraint is None:
        shape = (
            "DROP CONSTRAINT IF EXISTS (missing)"
            if clause.missing_ok
            else "DROP CONSTRAINT (unknown)"
        )
        yield Action(shape, table, name=clause.name)
        return
    others = [("referenced", constraint.references)] if constraint.references else []
    for child, key in _leaning_on(constraint, table, clause, schema):
        others.append(("referencing", child.name))
        schema.known(child.name).constraints.pop(key.name, None)
    yield Action(
        f"DROP {constraint.kind}",
        table,
        constraint.columns,
        constraint.name,
        tuple(dict.fromkeys(others)),
        frozenset({"if exists"} if clause.missing_ok else ()),
    )
    known = schema.known(table)
    del known.constraints[clause.name]
    known.indexes.pop(clause.name, None)


def _leaning_on(
    constraint: Constraint, table: str, clause: pb.AlterTableCmd, schema: Schema
) -> list[tuple[Table, Constraint]]:
    """The foreign keys that CASCADE takes along, for what they refer to is no longer unique.

    One that names no columns refers to the primary key.
    """
    if clause.behavior != pb.DROP_CASCADE or constraint.kind not in ("PRIMARY KEY", "UNIQUE"):
        return []
    primary = constraint.kind == "PRIMARY KEY"
    return [
        (child, key)
        for child, key in schema.referencing(table)
        if set(key.referenced) == set(constraint.columns) or (primary and not key.referenced)
    ]


CLAUSES: dict[int, Clause] = {
    **COLUMN_CLAUSES,
    pb.AT_AddColumn: _add_column,
    pb.AT_DropColumn: _drop_column,
    pb.AT_AddConstraint: _add_constraint,
    pb.AT_ValidateConstraint: _validate,
    pb.AT_DropConstraint: _drop_constraint,
    pb.AT_AlterConstraint: alter_constraint,
    pb.AT_AttachPartition: attach,
    pb.AT_DetachPartition: detach,
}
