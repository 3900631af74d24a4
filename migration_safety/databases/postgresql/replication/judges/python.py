"""What the Python of a data migration writes on green, as far as it could be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from migration_safety.core.deployment.follow import Names
from migration_safety.core.deployment.verdict import Direction, Fate, Verdict
from migration_safety.core.operations.function import Function, Query
from migration_safety.core.plan import Step
from migration_safety.databases.postgresql.replication.judges.rows import APART, BY_SQL, GAP
from migration_safety.databases.postgresql.replication.seen import UNSENT

UNREAD = "run it in a deploy of its own, in place, or after the switch"


def written(step: Step, names: Names) -> Iterator[Verdict]:
    """Both ways, of each query that changes rows of a table that blue has too."""
    for function in step.functions:
        yield from _unread(function)
        for query in function.queries:
            if query.writes and query.table not in UNSENT:
                yield from _of(query, names)


def _unread(function: Function) -> Iterator[Verdict]:
    if function.unknown:
        because = f"{function.name} could not be followed: {function.unknown[0]}"
        for direction in Direction:
            yield Verdict(direction, Fate.UNKNOWN, because=because, guard=UNREAD, held=False)


def _of(query: Query, names: Names) -> Iterator[Verdict]:
    if query.table in names.new or query.fresh:
        yield from _into_new(query, names)
    elif query.shape == "UPDATE":
        yield from _updated(query, names)
    elif query.shape == "INSERT":
        yield from _inserted(query)
    else:
        because = f"what blue changes of rows that {query.table} has lost on green is dropped"
        yield _verdict(
            Direction.FORWARD, Fate.SILENT, query, because, hazard="S12", guard=APART, held=False
        )
        because = f"rows that the migration deletes of {query.table} are still on blue"
        yield _verdict(Direction.REVERSE, Fate.LOSSY, query, because)


def _into_new(query: Query, names: Names) -> Iterator[Verdict]:
    """Rows made of rows that blue goes on to add to."""
    loop = query.loop
    if loop is not None and loop.table and loop.table not in names.new:
        because = f"rows that blue adds to {loop.table} later have none in {query.table}"
        yield _verdict(
            Direction.FORWARD, Fate.SILENT, query, because, hazard="S5", guard=BY_SQL, held=False
        )


def _updated(query: Query, names: Names) -> Iterator[Verdict]:
    columns = ", ".join(query.columns) or "columns"
    new = bool(query.columns) and set(query.columns) <= names.table(query.table).added
    if new:
        because = f"rows that blue adds later have no {query.table}.{columns}"
        yield _verdict(
            Direction.FORWARD, Fate.SILENT, query, because, hazard="S5", guard=BY_SQL, held=False
        )
        return
    because = f"rows that blue changes later arrive with their old {query.table}.{columns}"
    yield _verdict(
        Direction.FORWARD, Fate.SILENT, query, because, hazard="S4", guard=BY_SQL, held=False
    )
    because = f"blue keeps {query.table}.{columns} of rows that nobody changes"
    yield _verdict(
        Direction.REVERSE, Fate.SILENT, query, because, hazard="S4", guard=APART, held=False
    )


def _inserted(query: Query) -> Iterator[Verdict]:
    because = f"a number that green draws for {query.table} is drawn on blue later"
    guard = "give no numbers by hand" if query.keyed else GAP
    yield _verdict(Direction.FORWARD, Fate.LOUD, query, because, guard=guard, held=not query.keyed)
    because = f"rows that the migration adds to {query.table} are not on blue"
    yield _verdict(Direction.REVERSE, Fate.LOSSY, query, because)


def _verdict(direction: Direction, fate: Fate, query: Query, because: str, **more: Any) -> Verdict:
    return Verdict(
        direction, fate, table=query.table, columns=query.columns, because=because, **more
    )
