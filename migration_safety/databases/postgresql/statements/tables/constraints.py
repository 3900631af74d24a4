"""Constraints as they are added, inline or by themselves, validated and dropped."""

from __future__ import annotations

from collections.abc import Iterator

from postgast import pg_query_pb2 as pb

from migration_safety.core.statement import Action
from migration_safety.databases.postgresql.schema import expressions
from migration_safety.databases.postgresql.schema.clauses import clauses
from migration_safety.databases.postgresql.schema.names import choose, truncated
from migration_safety.databases.postgresql.schema.state import Schema, relation_name
from migration_safety.databases.postgresql.schema.table import Constraint, Index, Table
from migration_safety.databases.postgresql.schema.types import UNKNOWN

KINDS = {
    pb.CONSTR_CHECK: ("CHECK", "check"),
    pb.CONSTR_UNIQUE: ("UNIQUE", "key"),
    pb.CONSTR_PRIMARY: ("PRIMARY KEY", "pkey"),
    pb.CONSTR_FOREIGN: ("FOREIGN KEY", "fkey"),
    pb.CONSTR_EXCLUSION: ("EXCLUDE", "excl"),
    pb.CONSTR_NOTNULL: ("NOT NULL", "not_null"),
}
INDEXED = ("UNIQUE", "PRIMARY KEY", "EXCLUDE")
ACTING = frozenset({"c", "n", "d"})  # fk_del_action: CASCADE, SET NULL, SET DEFAULT


def add_constraint(
    node: pb.Constraint, table: str, schema: Schema, *, column: str = "", filled: bool = True
) -> Iterator[Action]:
    """A constraint, inline with `column` or on the table; other kinds of clause yield nothing.

    `filled`: a column that comes with the constraint holds values, so that there is
    something to look up.
    """
    if node.contype not in KINDS:
        return
    kind = KINDS[node.contype][0]
    constraint = _constraint(node, schema.known(table), column)
    constraint.source = schema.migration
    shape = _shape(node, kind, column=column, filled=filled)
    nullable = kind == "PRIMARY KEY" and not all(
        schema.table(table).column(each).not_null for each in constraint.columns
    )
    yield Action(
        shape=f"{shape} (nullable columns)" if node.indexname and nullable else shape,
        table=table,
        columns=constraint.columns,
        name=constraint.name,
        others=(("referenced", constraint.references),) if constraint.references else (),
        flags=frozenset(_flags(node, table, constraint, schema)),
        detail=_moves(node) or _unlike(constraint, table, schema),
        proof=_built(node, schema),
    )
    _add(schema.known(table), constraint, node)


def alter_constraint(clause: pb.AlterTableCmd, table: str, schema: Schema) -> Iterator[Action]:
    """ALTER CONSTRAINT: when a foreign key is checked."""
    altered = getattr(clause, "def").atalter_constraint
    constraint = schema.table(table).constraints.get(altered.conname)
    if constraint is not None and altered.alter_deferrability:
        constraint.deferred = altered.initdeferred
    enforced = "ENFORCED" if altered.is_enforced else "NOT ENFORCED"
    referenced = constraint.references if constraint and altered.alter_enforceability else ""
    yield Action(
        f"ALTER CONSTRAINT {enforced}" if altered.alter_enforceability else "ALTER CONSTRAINT",
        table,
        constraint.columns if constraint else (),
        altered.conname,
        (("referenced", referenced),) if referenced else (),
    )


def _shape(node: pb.Constraint, kind: str, *, column: str, filled: bool) -> str:
    if column and kind == "FOREIGN KEY":
        return "ADD COLUMN REFERENCES (default)" if filled else "ADD COLUMN REFERENCES"
    if column:
        return f"ADD COLUMN {kind}"
    if node.indexname:
        return f"ADD {kind} USING INDEX"
    return f"ADD {kind} NOT VALID" if node.skip_validation else f"ADD {kind}"


def _moves(node: pb.Constraint) -> str:
    """What in a condition may be different tomorrow for the same row."""
    if node.contype != pb.CONSTR_CHECK:
        return ""
    return next((f"{name}" for name in expressions.moving(node.raw_expr)), "")


def _unlike(made: Constraint, table: str, schema: Schema) -> str:
    """The types of a foreign key and of what it refers to, where they differ."""
    if made.kind != "FOREIGN KEY":
        return ""
    own, parent = schema.table(table), schema.table(made.references)
    keys = made.referenced or next((k.columns for k in parent.of_kind("PRIMARY KEY")), ())
    for column, key in zip(made.columns, keys, strict=False):
        pair = schema.settled(own.column(column).type), schema.settled(parent.column(key).type)
        if pair[0].name != pair[1].name and UNKNOWN not in pair:
            return f"{pair[0]} -> {pair[1]}"
    return ""


def _flags(node: pb.Constraint, table: str, made: Constraint, schema: Schema) -> Iterator[str]:
    if node.deferrable:
        yield "deferrable"
    if not node.conname:
        yield "unnamed"
    if not node.is_enforced and made.kind in ("CHECK", "FOREIGN KEY"):
        yield "not enforced"
    if _moves(node):
        yield "moves"
    if _unlike(made, table, schema):
        yield "types differ"
    if made.kind in ("PRIMARY KEY", "UNIQUE"):
        yield from _refused(node, schema.table(table), made, schema)
    if made.kind == "FOREIGN KEY" and schema.table(table).leads(made.columns):
        yield "indexed"


def _refused(node: pb.Constraint, table: Table, made: Constraint, schema: Schema) -> Iterator[str]:
    """Why PostgreSQL will not make it."""
    if not set(table.keys) <= set(made.columns):
        yield "lacks partition key"
    found = schema.index(node.indexname) if node.indexname else None
    if found and not (found[0].name == table.name and found[1].unique and found[1].plain):
        yield "index unfit"


def _built(node: pb.Constraint, schema: Schema) -> str:
    """The index that spares the constraint the build of its own."""
    found = schema.index(node.indexname) if node.indexname else None
    return f"no build: the index {found[1].name} of {found[1].source}" if found else ""


def _constraint(node: pb.Constraint, table: Table, column: str) -> Constraint:
    kind, label = KINDS[node.contype]
    columns = _columns(node, table, column)
    return Constraint(
        name=truncated(node.conname) if node.conname else _name(node, table, columns, label),
        kind=kind,
        columns=columns,
        references=relation_name(node.pktable) if node.HasField("pktable") else "",
        referenced=tuple(each.string.sval for each in node.pk_attrs),
        valid=not node.skip_validation,
        deferred=node.initdeferred,
        acts=node.fk_del_action in ACTING,
        not_null=expressions.not_null_columns(node.raw_expr)
        if kind == "CHECK"
        else columns
        if kind == "NOT NULL"
        else (),
        clauses=clauses(node.raw_expr) if kind == "CHECK" else (),
    )


def _name(node: pb.Constraint, table: Table, columns: tuple[str, ...], label: str) -> str:
    """The server's own choice; a CHECK over several columns is named by the table alone."""
    if node.contype == pb.CONSTR_PRIMARY or (label == "check" and len(columns) != 1):
        columns = ()
    bare = table.name.rpartition(".")[2]
    return choose(bare, "_".join(columns), label, table.constraints.keys() | table.indexes.keys())


def _columns(node: pb.Constraint, table: Table, column: str) -> tuple[str, ...]:
    if node.contype == pb.CONSTR_CHECK:
        read = expressions.columns(node.raw_expr)
        return (
            tuple(sorted(read, key=list(table.columns).index))
            if set(read) <= set(table.columns)
            else read
        )
    if node.indexname:
        index = table.indexes.get(node.indexname)
        return index.columns if index else ()
    named = tuple(each.string.sval for each in (*node.keys, *node.fk_attrs))
    excluded = tuple(each.list.items[0].index_elem.name for each in node.exclusions)
    return named or excluded or ((column,) if column else ())


def _add(table: Table, constraint: Constraint, node: pb.Constraint) -> None:
    """Note the constraint, the index behind it, and the columns it makes NOT NULL."""
    table.constraints[constraint.name] = constraint
    if node.indexname:
        table.indexes.pop(node.indexname, None)
    if constraint.kind in INDEXED:
        unique = constraint.kind != "EXCLUDE"
        reads = frozenset(constraint.columns)
        table.indexes[constraint.name] = Index(constraint.name, constraint.columns, reads, unique)
    if constraint.kind in ("PRIMARY KEY", "NOT NULL"):
        for column in constraint.columns:
            table.column(column).not_null = True
