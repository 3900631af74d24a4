"""What an expression needs and does: its columns, its functions, what it proves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from google.protobuf.message import Message
from postgast import pg_query_pb2 as pb

# Names of built-in functions that are not immutable, of those that people write in conditions.
MOVING = frozenset(
    {
        *("now", "statement_timestamp", "transaction_timestamp", "clock_timestamp", "timeofday"),
        *("random", "gen_random_uuid", "uuidv7", "nextval", "currval", "lastval"),
        *("current_setting", "txid_current", "pg_current_xact_id", "pg_backend_pid"),
    }
)
# Others that are volatile and built in, of those that people call by a SELECT of its own.
OF_POSTGRESQL = MOVING | {
    *("setval", "set_config", "setseed", "uuidv4", "pg_sleep", "pg_sleep_for", "pg_notify"),
    *("pg_advisory_lock", "pg_advisory_unlock", "pg_advisory_xact_lock", "pg_try_advisory_lock"),
    *("pg_try_advisory_xact_lock", "pg_advisory_unlock_all", "pg_reload_conf"),
    *("pg_cancel_backend", "pg_terminate_backend", "pg_blocking_pids"),
    *("pg_relation_size", "pg_table_size", "pg_indexes_size", "pg_total_relation_size"),
    *("pg_database_size", "pg_stat_reset", "pg_export_snapshot", "pg_create_restore_point"),
    *("lo_create", "lo_from_bytea", "lo_unlink", "lo_import", "lo_export"),
}
# From pg_proc: prokind a.
AGGREGATES = frozenset(
    {
        *("any_value", "array_agg", "avg", "bit_and", "bit_or", "bit_xor", "bool_and", "bool_or"),
        *("corr", "count", "covar_pop", "covar_samp", "every", "json_agg", "json_agg_strict"),
        *("json_object_agg", "json_object_agg_strict", "json_object_agg_unique"),
        *("json_object_agg_unique_strict", "jsonb_agg", "jsonb_agg_strict", "jsonb_object_agg"),
        *("jsonb_object_agg_strict", "jsonb_object_agg_unique", "jsonb_object_agg_unique_strict"),
        *("max", "min", "mode", "percentile_cont", "percentile_disc", "range_agg"),
        *("range_intersect_agg", "regr_avgx", "regr_avgy", "regr_count", "regr_intercept"),
        *("regr_r2", "regr_slope", "regr_sxx", "regr_sxy", "regr_syy", "stddev", "stddev_pop"),
        *("stddev_samp", "string_agg", "sum", "var_pop", "var_samp", "variance", "xmlagg"),
    }
)
# Names of built-in functions of which no variant is volatile; see the head of the file.
STABLE_FUNCTIONS = Path(__file__).with_name("stable_functions.txt")


def nodes(tree: Message) -> Iterator[Message]:
    """Every message of a tree, itself first."""
    yield tree
    for descriptor, value in tree.ListFields():
        if descriptor.message_type is None:
            continue
        for child in (value,) if isinstance(value, Message) else value:
            yield from nodes(child)


def columns(tree: Message) -> tuple[str, ...]:
    """The columns an expression reads, each once, in order."""
    found = {
        node.fields[-1].string.sval: None
        for node in nodes(tree)
        if isinstance(node, pb.ColumnRef) and node.fields
    }
    return tuple(name for name in found if name)


def functions(tree: Message) -> tuple[str, ...]:
    """The functions an expression calls, without the schema pg_catalog."""
    called = (node for node in nodes(tree) if isinstance(node, pb.FuncCall))
    names = (".".join(part.string.sval for part in node.funcname) for node in called)
    return tuple(name.removeprefix("pg_catalog.") for name in names)


def volatile(tree: Message) -> str:
    """The first function that may give another value for each row, or "".

    A function that PostgreSQL does not bring counts as volatile: that is what CREATE
    FUNCTION makes of it unless told otherwise.
    """
    return next((name for name in functions(tree) if name not in stable_functions()), "")


def strange(tree: Message) -> Iterator[str]:
    """The functions of somebody's own in an expression: what they do is in their bodies."""
    for name in functions(tree):
        if not any(name in known for known in (stable_functions(), OF_POSTGRESQL, AGGREGATES)):
            yield name


def moving(tree: Message) -> Iterator[str]:
    """What in an expression depends on when or by whom it is asked: now(), CURRENT_DATE."""
    yield from (f"{name}()" for name in functions(tree) if name in MOVING)
    for node in nodes(tree):
        if isinstance(node, pb.SQLValueFunction):
            yield pb.SQLValueFunctionOp.Name(node.op).removeprefix("SVFOP_").removesuffix("_N")


def not_null_columns(tree: Message) -> tuple[str, ...]:
    """The columns that a CHECK proves to be not null: `CHECK (c IS NOT NULL)`, alone or ANDed."""
    return tuple(
        proven.arg.column_ref.fields[-1].string.sval
        for proven in _conjuncts(tree)
        if isinstance(proven, pb.NullTest)
        and proven.nulltesttype == pb.IS_NOT_NULL
        and proven.arg.WhichOneof("node") == "column_ref"
    )


def is_null(tree: Message | None) -> bool:
    """Whether the expression is the constant NULL, perhaps cast."""
    node = tree
    while isinstance(node, pb.Node | pb.TypeCast):
        node = (
            node.arg
            if isinstance(node, pb.TypeCast)
            else getattr(node, node.WhichOneof("node") or "", None)
        )
    return node is None or (isinstance(node, pb.A_Const) and node.isnull)


def _conjuncts(tree: Message) -> Iterator[Message]:
    if isinstance(tree, pb.Node):
        yield from _conjuncts(getattr(tree, tree.WhichOneof("node") or ""))
    elif isinstance(tree, pb.BoolExpr) and tree.boolop == pb.AND_EXPR:
        for part in tree.args:
            yield from _conjuncts(part)
    else:
        yield tree


@cache
def stable_functions() -> frozenset[str]:
    """Read once, when a default first calls a function."""
    lines = STABLE_FUNCTIONS.read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
