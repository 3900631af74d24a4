"""Django forgets a foreign key that the database still enforces.

What happens:
    When an object is deleted, Django deletes or unlinks what refers to it first, but only
    what it knows of.  Rows in the forgotten column still refer to the object, and the
    deletion fails when its transaction commits.

When it is fine:
    The same migration drops the constraint, or an earlier one has.

Instead:
    migrations.SeparateDatabaseAndState(
        state_operations=[
            {operation_left},
        ],
        database_operations=[
            migrations.RunSQL(
                'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"', migrations.RunSQL.noop
            ),
        ],
    )
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.rule import Hazard, rule


@rule("MS314", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for change in step.changes:
        for left in change.leaves:
            if left.constraint:
                forgets = f'"{change.model.lower()}"'
                forgets += f', "{change.field}"' if change.field else ""
                yield Hazard(
                    f"Deleting from {left.references} fails for rows that {left.table}."
                    f"{left.column} still refers to: Django no longer looks there.",
                    Action("", left.table, (left.column,), left.constraint),
                    code={"operation_left": f"migrations.{change.kind}({forgets})"},
                )
