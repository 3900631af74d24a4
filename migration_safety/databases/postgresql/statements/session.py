"""Settings, transactions, explicit locks and maintenance."""

from __future__ import annotations

from collections.abc import Iterator

from postgast import pg_query_pb2 as pb

from migration_safety.core.statement import Action
from migration_safety.databases.postgresql.locks import BLOCKS
from migration_safety.databases.postgresql.schema.state import Schema, relation_name

MODES = tuple(BLOCKS)  # LockStmt.mode counts from 1, weakest first
TRANSACTIONS = {
    pb.TRANS_STMT_BEGIN: "BEGIN",
    pb.TRANS_STMT_START: "BEGIN",
    pb.TRANS_STMT_COMMIT: "COMMIT",
    pb.TRANS_STMT_ROLLBACK: "ROLLBACK",
}


def set_variable(node: pb.VariableSetStmt, schema: Schema) -> Iterator[Action]:
    """SET, SET LOCAL and RESET; the value is not kept, only the setting's name."""
    resets = node.kind in (pb.VAR_RESET, pb.VAR_RESET_ALL, pb.VAR_SET_DEFAULT)
    shape = "RESET" if resets else "SET LOCAL" if node.is_local else "SET"
    yield Action(shape, name=node.name, detail=_value(node))


def _value(node: pb.VariableSetStmt) -> str:
    """Only of the timeouts: other settings may hold something secret."""
    if not node.name.endswith("_timeout") or not node.args:
        return ""
    constant = node.args[0].a_const
    return constant.sval.sval if constant.HasField("sval") else str(constant.ival.ival)


def set_constraints(node: pb.ConstraintsSetStmt, schema: Schema) -> Iterator[Action]:
    """SET CONSTRAINTS: runs the checks that are pending, takes no lock on a table."""
    names = [relation_name(each.range_var) for each in node.constraints]
    flags = frozenset({"deferred"} if node.deferred else ())
    yield Action("SET CONSTRAINTS", name=", ".join(names) or "ALL", flags=flags)


def transaction(node: pb.TransactionStmt, schema: Schema) -> Iterator[Action]:
    """BEGIN, COMMIT, ROLLBACK; savepoints stay within the transaction."""
    yield Action(TRANSACTIONS.get(node.kind, "SAVEPOINT"))


def lock(node: pb.LockStmt, schema: Schema) -> Iterator[Action]:
    """LOCK TABLE in the mode that it names."""
    for each in node.relations:
        yield Action(f"LOCK TABLE {MODES[node.mode - 1]}", relation_name(each.range_var))


def vacuum(node: pb.VacuumStmt, schema: Schema) -> Iterator[Action]:
    """VACUUM [FULL] and ANALYZE, of the tables named."""
    options = {option.def_elem.defname for option in node.options}
    shape = "ANALYZE" if not node.is_vacuumcmd else "VACUUM FULL" if "full" in options else "VACUUM"
    if not node.rels:
        yield Action(f"{shape} (every table)")
    for each in node.rels:
        yield Action(shape, relation_name(each.vacuum_relation.relation))


def cluster(node: pb.ClusterStmt, schema: Schema) -> Iterator[Action]:
    """CLUSTER, of one table or of all."""
    if node.HasField("relation"):
        yield Action("CLUSTER", relation_name(node.relation))
    else:
        yield Action("CLUSTER (every table)")


def refresh(node: pb.RefreshMatViewStmt, schema: Schema) -> Iterator[Action]:
    """REFRESH MATERIALIZED VIEW [CONCURRENTLY]."""
    name = relation_name(node.relation)
    suffix = " CONCURRENTLY" if node.concurrent else ""
    sources = tuple(("source", source) for source in sorted(schema.table(name).sources))
    unique = [each for each in schema.table(name).indexes.values() if each.unique and each.plain]
    known = name in schema.tables
    flags = frozenset({"no unique index"} if node.concurrent and known and not unique else ())
    yield Action(f"REFRESH MATERIALIZED VIEW{suffix}", name, others=sources, flags=flags)
