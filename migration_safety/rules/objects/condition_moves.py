"""A constraint asks for something that is not the row's: the time, or who asks.

What happens:
    PostgreSQL checks a row when it is written and never again.  A condition on now() or
    current_user was true then and is not for ever: rows that break it lie in the table, the next
    UPDATE of such a row fails for no visible reason, and a dump of it cannot be restored.

When it is fine:
    A default or a trigger may ask for the time; a constraint compares columns and constants.

Instead:
    # ask in the code, or in a trigger, at the moment of writing; the constraint compares
    # columns: created_at with due_at, where the condition compares now() with due_at
    migrations.AddConstraint(
        "{model_lower}",
        models.CheckConstraint(condition=models.Q(...), name="{name}"),
    )
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule

SHAPES = ("ADD CHECK", "ADD CHECK NOT VALID", "ADD COLUMN CHECK", "CREATE TABLE")


@rule("MS808", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting(*SHAPES):
        if "moves" in action.flags:
            yield Hazard(
                f"A CHECK of {action.table} asks for {action.detail}: what is true of a row when "
                "it is written need not stay true.",
                action,
            )
