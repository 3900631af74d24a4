"""A value is used in the transaction that adds it to its enum.

What happens:
    PostgreSQL takes the new value into the enum at once and refuses it until the transaction
    has committed: "unsafe use of new value".  The migration fails, also where the use is a
    default or a condition of an index.

When it is fine:
    The value has been added by an earlier migration; or the enum itself is new.

Instead:
    # this migration adds the value; what uses it moves to the next one
    class Migration(migrations.Migration):
        dependencies = [("{app}", "{migration}")]

        operations = [
            {operation},
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action, Statement
from migration_safety.rules.rule import Hazard, rule


@rule("MS615", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.flagged("new value"):
        added = _added(statement, history)
        if added and action is statement.actions[0]:
            yield Hazard(
                f"{action.shape.partition(' (')[0]} fails: the value {added.detail} of the enum "
                f"{added.name} cannot be used before the transaction that adds it has committed.",
                action,
                code={"migration": history.migration.name},
            )


def _added(statement: Statement, history: History) -> Action | None:
    """The value that the same transaction has added, and that the statement says."""
    for before in history.before(statement):
        if before.transaction == statement.transaction:
            for action in before.acting("ALTER TYPE ADD VALUE"):
                if f"'{action.detail}'" in statement.sql:
                    return action
    return None
