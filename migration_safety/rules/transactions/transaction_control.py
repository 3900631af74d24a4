"""A migration that is one transaction ends it halfway.

What happens:
    Django opens the transaction and commits it when the last operation has run.  COMMIT in
    the SQL ends it early: if a later operation fails, what came before stays, and the
    migration counts as not applied.  ROLLBACK undoes the operations before it, while Django
    records the migration as applied.

When it is fine:
    The migration says atomic = False and the SQL brings its own BEGIN and COMMIT.

Instead:
    class Migration(migrations.Migration):
        atomic = False

        operations = [
            {operation},
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS607", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    if not history.migration.atomic:
        return
    for _, action in step.acting("COMMIT", "ROLLBACK"):
        done = "keeps" if action.shape == "COMMIT" else "loses"
        yield Hazard(
            f"{action.shape} ends the transaction of {history.migration}, which {done} "
            "the operations before it whatever becomes of the rest.",
            action,
        )
