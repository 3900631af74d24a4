"""Rows that a migration writes on green, while blue goes on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from postgast import PgQueryError
from postgast import pg_query_pb2 as pb

from migration_safety.core.deployment.verdict import Fate, Verdict
from migration_safety.databases.postgresql.grammar import statements
from migration_safety.databases.postgresql.replication import shims
from migration_safety.databases.postgresql.replication.expressions import text
from migration_safety.databases.postgresql.replication.seen import Judge, Seen
from migration_safety.errors import GrammarError

GAP = "green's sequences are set beyond blue's, with a gap, before it is migrated"
TRIGGER = "a trigger does to rows from blue what this does to those that are there"
BY_SQL = (
    "write it as one UPDATE in RunSQL, which a trigger repeats for rows from blue, or run it after"
    " the switch"
)
APART = "run it in a deploy of its own, in place"


def updated(seen: Seen) -> Iterator[Verdict]:
    """UPDATE of columns that blue sends too, or of ones that it does not know."""
    new, words = seen.added(*seen.action.columns), _columns(seen)
    because = (
        f"rows that blue adds later have no {words}"
        if new
        else f"rows that blue changes later arrive with their old {words}"
    )
    made = _again(seen)
    fills = seen.statement in seen.step.filling()
    yield seen.forward(
        Fate.SILENT,
        because,
        hazard="S5" if new else "S4",
        guard=TRIGGER if made else BY_SQL,
        shims=(seen.on_green(*made, f"Rows from blue need {words} as this computes it."),)
        if made
        else (),
        held=bool(made),
    )
    if not new and fills:
        yield seen.reverse(Fate.WORKS, "the old code takes such values")
    elif not new:
        back = f"blue keeps {words} of rows that nobody changes, and gets the others anew"
        yield seen.reverse(Fate.SILENT, back, hazard="S4", guard=APART, held=False)


def _columns(seen: Seen) -> str:
    return f"{seen.table}.{', '.join(seen.action.columns)}"


def _again(seen: Seen) -> tuple[str, str] | None:
    """A trigger that does to one row what the statement does to all; none where the sandbox saw
    it with values sent apart."""
    try:
        found = statements(seen.statement.sql)
    except GrammarError:
        return None
    for parsed in found:
        if parsed.kind == "update_stmt":
            tree = cast(pb.UpdateStmt, parsed.tree)
            if tree.from_clause or tree.HasField("with_clause") or "'***'" in seen.statement.sql:
                return None
            try:
                return shims.trigger(seen.path, _body(tree), mode="ENABLE REPLICA", what="again")
            except PgQueryError:
                return None
    return None


def _body(tree: pb.UpdateStmt) -> str:
    """The row stands for the table, so that its columns are found as the statement names them."""
    targets = [each.res_target for each in tree.target_list]
    values = ", ".join(f"{text(target.val)} AS {shims.named(target.name)}" for target in targets)
    name = shims.named(tree.relation.alias.aliasname or tree.relation.relname)
    where = f" WHERE {text(tree.where_clause)}" if tree.HasField("where_clause") else ""
    taken = "\n".join(
        f"    NEW.{shims.named(each.name)} := ms_row.{shims.named(each.name)};" for each in targets
    )
    return (
        "DECLARE ms_row record;\nBEGIN\n"
        f"  FOR ms_row IN SELECT {values} FROM (SELECT NEW.*) AS {name}{where} LOOP\n"
        f"{taken}\n  END LOOP;\n  RETURN NEW;\nEND"
    )


def inserted(seen: Seen) -> Iterator[Verdict]:
    """INSERT and COPY into a table that blue writes to."""
    if seen.action.others:
        because = f"rows that blue adds to {seen.action.others[0][1]} later are not taken over"
        yield seen.forward(Fate.SILENT, because, hazard="S5", guard=APART, held=False)
    else:
        because = f"a number that green draws for {seen.table} is drawn on blue later"
        yield seen.forward(Fate.LOUD, because, guard=GAP)
    yield _unsent(seen)


def copied(seen: Seen) -> Iterator[Verdict]:
    """INSERT into a new table, perhaps of rows that blue goes on to add to."""
    old = [table for _, table in seen.action.others if table not in seen.names.new]
    if old:
        because = f"rows that blue adds to {old[0]} later have none in {seen.table}"
        yield seen.forward(Fate.SILENT, because, hazard="S5", guard=APART, held=False)


def _unsent(seen: Seen) -> Verdict:
    """What is written before the way back begins does not go back."""
    because = f"rows that the migration adds to {seen.table} are not on blue"
    return seen.reverse(Fate.LOSSY, because)


def deleted(seen: Seen) -> Iterator[Verdict]:
    """DELETE, and MERGE, which may do anything."""
    because = f"what blue changes of rows that {seen.table} has lost on green is dropped"
    yield seen.forward(Fate.SILENT, because, hazard="S12", guard=APART, held=False)
    because = f"rows that the migration deletes of {seen.table} are still on blue"
    yield seen.reverse(Fate.LOSSY, because)


JUDGES: dict[str, Judge] = {
    "UPDATE": updated,
    "INSERT": inserted,
    "COPY": inserted,
    "DELETE": deleted,
    "MERGE": deleted,
}
