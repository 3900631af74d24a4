"""Django forgets a foreign key that the database still enforces.

What happens:
    When an object is deleted, Django deletes or unlinks what refers to it first, but only
    what it knows of.  Rows in the forgotten column still refer to the object, and the
    deletion fails when its transaction commits.

When it is fine:
    The same migration drops the constraint, or an earlier one has; or another model takes
    over the table, as when it moves to another app.

Instead:
    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '2s'", migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                {forgets},
            ],
            database_operations=[migrations.RunSQL({drops}, migrations.RunSQL.noop)],
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.operations.change import Change
from migration_safety.core.operations.model import Leftover
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.rule import Hazard, names, python, rule


@rule("MS314", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for change in step.changes:
        keys = [
            left for left in change.leaves if left.constraint and not history.adopted(left.table)
        ]
        if keys:
            first = keys[0]
            yield Hazard(
                f"Deleting from {names(key.references for key in keys)} fails for rows that "
                f"{first.table} still refers to: Django no longer looks there.",
                Action("", first.table, (first.column,), first.constraint),
                code={"forgets": _forgets(change), "drops": python([_drop(key) for key in keys])},
            )


def _forgets(change: Change) -> str:
    """The operation as it is written, without the model's app."""
    if change.field:
        return f'migrations.RemoveField("{change.model.lower()}", "{change.field}")'
    return f'migrations.DeleteModel("{change.model}")'


def _drop(key: Leftover) -> str:
    return f'ALTER TABLE "{key.table}" DROP CONSTRAINT "{key.constraint}"'
