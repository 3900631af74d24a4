"""A function, sequence or extension is dropped that the running release may call.

What happens:
    PostgreSQL refuses while something in the database depends on it, but it does not know of
    queries that are sent to it: the first that calls what is gone fails.

When it is fine:
    No code of the running release names it; the same transaction creates it again.

Instead:
    # release 1: code that does without it
    # release 2, when no process of the release before release 1 runs any more
    {operation}
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule

SHAPES = ("DROP FUNCTION", "DROP SEQUENCE", "DROP EXTENSION", "DROP TYPE")
MADE = {"DROP FUNCTION": "CREATE FUNCTION", "DROP TYPE": "CREATE TYPE"}


@rule("MS809", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting(*SHAPES):
        made = MADE.get(action.shape, action.shape.replace("DROP", "CREATE"))
        transaction = [*history.before(statement), *history.after(statement)]
        again = (other.name for each in transaction for other in each.acting(made))
        if action.name not in again:
            kind = action.shape.removeprefix("DROP ").lower()
            yield Hazard(
                f"Queries of the running release that need the {kind} {action.name} fail.", action
            )
