"""Constraints and indexes that the apply worker keeps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from postgast import pg_query_pb2 as pb

from migration_safety.core.deployment.verdict import Fate, Verdict
from migration_safety.databases.postgresql.grammar import statements
from migration_safety.databases.postgresql.replication import shims
from migration_safety.databases.postgresql.replication.seen import Judge, Seen
from migration_safety.databases.postgresql.schema import expressions

# These take any value of their type.
TOTAL = frozenset(
    {"lower", "upper", "length", "md5", "btrim", "ltrim", "rtrim", "abs", "date_trunc", "reverse"}
)
LATER = "green has it from the contract on, before which no row may break it"
COMPARING = frozenset({"=", "<>", "<", ">", "<=", ">=", "||", "~~"})
KEYS = "change keys over several releases"


def made(seen: Seen) -> Iterator[Verdict]:
    """ADD CHECK, UNIQUE, EXCLUDE, validated or not, inline or by itself."""
    if "not enforced" in seen.action.flags or seen.added(*seen.action.columns):
        yield from seen.fine("Rows from blue do not touch it.")
        return
    kind = seen.action.shape.partition(" ")[2].partition(" ")[0]
    shim = seen.on_green(
        *shims.set_aside(seen.path, seen.action.name),
        f"Blue does not keep {seen.action.name}.",
    )
    because = f"a row from blue that breaks {kind} {seen.action.name} stops the apply worker"
    yield seen.forward(Fate.LOUD, because, guard=LATER, shims=(shim,))
    yield seen.reverse(Fate.WORKS, "blue asks for less")


def index(seen: Seen) -> Iterator[Verdict]:
    """CREATE INDEX: one that is unique refuses rows, one on an expression may fail."""
    unique = "unique" in seen.action.flags
    if not unique and not _may_fail(seen):
        yield from seen.fine("An index of green is green's own.")
        return
    if seen.added(*seen.action.columns):
        yield from seen.fine("Rows from blue do not touch it.")
        return
    shim = seen.on_green(
        *shims.set_aside_index(seen.path, seen.action.name),
        f"A row from blue may not fit {seen.action.name}.",
    )
    broken = "is there already for" if unique else "fails in the expression of"
    because = f"a row from blue that {broken} {seen.action.name} stops the apply worker"
    yield seen.forward(Fate.LOUD, because, guard=LATER, shims=(shim,))
    yield seen.reverse(Fate.WORKS, "blue asks for less")


def _may_fail(seen: Seen) -> bool:
    """Whether an expression does more than call functions that take any value."""
    for parsed in statements(seen.statement.sql):
        if parsed.kind == "index_stmt":
            tree = cast(pb.IndexStmt, parsed.tree)
            keys = [each.index_elem.expr for each in tree.index_params]
            return any(_partial(each) for each in (*keys, tree.where_clause))
    return False


def _partial(tree: pb.Node) -> bool:
    operators = {
        node.name[-1].string.sval
        for node in expressions.nodes(tree)
        if isinstance(node, pb.A_Expr) and node.name
    }
    return bool(set(expressions.functions(tree)) - TOTAL or operators - COMPARING)


def dropped(seen: Seen) -> Iterator[Verdict]:
    """DROP CHECK, UNIQUE, EXCLUDE: blue still has it."""
    if seen.added(*seen.action.columns):
        return
    kind, name = seen.action.shape.partition(" ")[2], seen.action.name
    if (seen.table, name) in seen.ahead.own:
        yield from seen.fine(f"{name} was never there on blue.")
        return
    shim = seen.on_blue(*shims.set_aside(seen.path, name), f"Green does not keep {name}.")
    yield seen.forward(Fate.WORKS, "green asks for less")
    because = f"a row from green that breaks {kind} {name} stops the apply worker of blue"
    guard = "blue does not keep it from the fence on"
    yield seen.reverse(Fate.LOUD, because, guard=guard, shims=(shim,))


def index_dropped(seen: Seen) -> Iterator[Verdict]:
    """DROP INDEX, of which it is not told whether it was unique."""
    yield seen.forward(Fate.WORKS, "an index of green is green's own")
    yield seen.reverse(Fate.WORKS, "an index that is not unique refuses nothing on blue")


def keyed(seen: Seen) -> Iterator[Verdict]:
    """ADD PRIMARY KEY, DROP PRIMARY KEY: rows are found by another key than they are sent with."""
    because = f"rows of {seen.table} are found by a key that the other side does not send"
    yield seen.forward(Fate.LOUD, because, guard=KEYS, held=False)
    yield seen.reverse(Fate.LOUD, because, guard=KEYS, held=False)


JUDGES: dict[str, Judge] = {
    **dict.fromkeys(("ADD CHECK", "ADD CHECK NOT VALID", "ADD UNIQUE", "ADD EXCLUDE"), made),
    **dict.fromkeys(("ADD UNIQUE USING INDEX", "ADD NOT NULL", "ADD NOT NULL NOT VALID"), made),
    **dict.fromkeys(("ADD COLUMN CHECK", "ADD COLUMN UNIQUE"), made),
    **dict.fromkeys(("CREATE INDEX", "CREATE INDEX CONCURRENTLY", "CREATE INDEX ON ONLY"), index),
    **dict.fromkeys(("DROP CHECK", "DROP UNIQUE", "DROP EXCLUDE", "DROP NOT NULL"), dropped),
    **dict.fromkeys(("DROP INDEX", "DROP INDEX CONCURRENTLY"), index_dropped),
    **dict.fromkeys(("ADD PRIMARY KEY", "DROP PRIMARY KEY", "ADD PRIMARY KEY USING INDEX"), keyed),
    "ADD COLUMN PRIMARY KEY": keyed,
}
