"""A whole table is loaded into memory.

What happens:
    A queryset that is gone through keeps all of its objects, a kilobyte and more for each row:
    ten million rows do not fit, and the migration is killed on the machine that has them.

When it is fine:
    The table is small; values_list() of a key fits for some million rows; iterator() keeps one
    chunk at a time.

Instead:
    def each(rows):
        yield from rows.iterator(chunk_size=1000)
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.operations.function import Function, Reach
from migration_safety.core.plan import History, Step
from migration_safety.rules.python import action, at, names, small, together
from migration_safety.rules.rule import Hazard, rule


@rule("MS515", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """Told once for each table, unless the rule about rows one by one has told of the loop."""
    for function in step.functions:
        told = set(_one_by_one(step, function))
        for query in function.queries:
            whole = query.call == "iterate" and query.reach is Reach.EVERY
            if not whole or query.streamed or query.fresh or query.table in told:
                continue
            told.add(query.table)
            if not small(step, query.table):
                yield Hazard(
                    f"Every row of {query.table} is loaded into memory: {query.short} "
                    f"{at(function, query)}.",
                    action(query),
                    code=names(query),
                )


def _one_by_one(step: Step, function: Function) -> Iterator[str]:
    """The tables that are gone through to change rows one by one in one transaction."""
    for query in function.queries:
        if query.writes and query.loop and query.reach is Reach.ONE and together(step, query):
            yield query.loop.table
