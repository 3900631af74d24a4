"""A constraint or an index has no name of its own.

What happens:
    PostgreSQL makes one up, which depends on what is there already: a later migration that
    drops it by name works on one database and fails on another.

When it is fine:
    No migration will ever name it; Django's own operations name what they make.

Instead:
    # the same with a name: ADD CONSTRAINT "{name}" .., CREATE INDEX "{name}" ON ..
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule

SHAPES = ("ADD CHECK", "ADD UNIQUE", "ADD FOREIGN KEY", "ADD EXCLUDE", "CREATE INDEX")


@rule("MS905", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.flagged("unnamed"):
        if action.shape.startswith(SHAPES):
            yield Hazard(
                f"{action.shape} on {action.table} leaves its name to the server: {action.name}.",
                action,
            )
