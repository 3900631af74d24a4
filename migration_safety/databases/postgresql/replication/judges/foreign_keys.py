"""Foreign keys, the only constraints that the apply worker does not keep."""

from __future__ import annotations

from collections.abc import Iterator

from postgast import pg_query_pb2 as pb

from migration_safety.core.deployment.shim import Moment, Shim
from migration_safety.core.deployment.verdict import Fate, Verdict
from migration_safety.databases.postgresql.grammar import statements
from migration_safety.databases.postgresql.replication import shims
from migration_safety.databases.postgresql.replication.seen import GREEN, Judge, Seen
from migration_safety.databases.postgresql.schema import expressions


def referring(seen: Seen) -> Iterator[Verdict]:
    """ADD FOREIGN KEY, also with its column: the apply worker does not look it up."""
    if seen.step.replaced(seen.action):
        return
    new = seen.added(*seen.action.columns)
    if new and seen.table not in seen.ahead.written:
        parent = seen.action.other("referenced")
        yield from seen.fine(
            f"Rows from blue refer to nothing by it, unless {parent} is truncated."
        )
        return
    sweep = _sweep(seen)
    parent = seen.action.other("referenced")
    because = f"blue deletes rows of {parent}, and rows of {seen.table} refer to them on"
    guard = "the orphan query before the switch" + (", after which they are swept" if sweep else "")
    yield seen.forward(Fate.SILENT, because, hazard="S8", guard=guard, shims=sweep)
    yield seen.reverse(Fate.WORKS, "blue has no such foreign key")


def _sweep(seen: Seen) -> tuple[Shim, ...]:
    """For rows that green alone refers by: they go, or refer to nothing, as Django would do."""
    found = _keys(seen)
    if found is None or not seen.added(*seen.action.columns):
        return ()
    parent, key = found
    table, column = shims.named(*seen.path), shims.named(seen.column)
    required = seen.table in seen.names.new or (seen.table, seen.column) in seen.ahead.required
    act = f"DELETE FROM {table}" if required else f"UPDATE {table} SET {column} = NULL"
    sql = (
        f"{act} WHERE {column} IS NOT NULL AND NOT EXISTS (SELECT FROM {shims.named(*parent)} AS ms"
        f" WHERE ms.{shims.named(key)} = {table}.{column})"
    )
    purpose = f"Rows of {seen.table} may refer to rows that blue has deleted."
    return (Shim(GREEN, Moment.AT_THE_FENCE, seen.table, sql, "", purpose),)


def _keys(seen: Seen) -> tuple[tuple[str, str], str] | None:
    """The table and the column that it refers to, as the statement says them."""
    for parsed in statements(seen.statement.sql):
        for node in expressions.nodes(parsed.tree):
            if isinstance(node, pb.Constraint) and node.HasField("pktable"):
                keys = [each.string.sval for each in node.pk_attrs]
                if len(keys) == 1:
                    table = node.pktable
                    return (table.schemaname or seen.schema, table.relname), keys[0]
    return None


def unreferring(seen: Seen) -> Iterator[Verdict]:
    """DROP FOREIGN KEY: blue's is not looked up either."""
    if seen.added(*seen.action.columns) or seen.step.replaced(seen.action):
        return
    yield seen.forward(Fate.WORKS, "the apply worker looks up no foreign key")
    because = f"rows from green that refer to nothing arrive on blue, whose {seen.action.name} says"
    because += " that there are none"
    guard = "the orphan query on blue after a rollback"
    yield seen.reverse(Fate.SILENT, because, hazard="S8", guard=guard)


JUDGES: dict[str, Judge] = {
    **dict.fromkeys(("ADD FOREIGN KEY", "ADD FOREIGN KEY NOT VALID"), referring),
    "ADD COLUMN REFERENCES": referring,
    "DROP FOREIGN KEY": unreferring,
}
