"""One migration holds what must run before the new release, and what must run after the old.

What happens:
    The new code needs what the migration adds, so it has to run before the deploy; the old code
    needs what it drops, so it has to run after.  Whenever it runs, one of the two releases fails
    for as long as both are up, and going back to the old one fails for good.

When it is fine:
    The deploy stops the old release before the migration runs.

Instead:
    # what is added stays; this moves to a migration of the next release
    class Migration(migrations.Migration):
        dependencies = [("{app}", "{migration}")]

        operations = [
            {operation},
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.phase import Phase
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.rule import Hazard, rule

DROPPED = ("DROP COLUMN", "DROP TABLE")


@rule("MS709", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """Told of the first drop."""
    dropped = _dropped(step)
    others = [each for each in history.migration.steps if each is not step]
    if dropped is None or any(_dropped(each) and each.index < step.index for each in others):
        return
    added = next((action for each in others for action in _added(each)), None)
    if added is not None:
        yield Hazard(
            f"{added.words} on {added.table} belongs before the new release, "
            f"{dropped.words} on {dropped.table} after the old one: no moment suits both.",
            dropped,
            code={"migration": history.migration.name},
        )


def _dropped(step: Step) -> Action | None:
    if step.phase is not Phase.CONTRACT:
        return None
    found = (action for _, action in step.acting(*DROPPED) if not action.fresh)
    return next(found, None)


def _added(step: Step) -> Iterator[Action]:
    """What code can come to need: of a new table, the table itself."""
    if step.phase is not Phase.EXPAND:
        return
    for statement in step.statements:
        for action in statement.actions:
            column = action.shape.startswith("ADD COLUMN") and not action.fresh
            if column or action.shape == "CREATE TABLE":
                yield action
