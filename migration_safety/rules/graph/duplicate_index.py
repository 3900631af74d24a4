"""The index is a second one over the same columns.

What happens:
    Each INSERT and each UPDATE of the columns keeps both, the disk holds both, and no query
    gains from the second.

When it is fine:
    It differs in what it is for: unique, partial, another operator class or method; or it
    replaces the other, which the same migration or a later one drops.

Instead:
    # leave it out, or drop the other one, in a migration of its own
    class Migration(migrations.Migration):
        atomic = False

        operations = [
            migrations.RunSQL(
                'DROP INDEX CONCURRENTLY "{other}"', migrations.RunSQL.noop
            ),
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS720", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("CREATE INDEX", "CREATE INDEX CONCURRENTLY"):
        other = next((name for role, name in action.others if role == "same as"), "")
        if other and not _one_goes({action.name, other}, history):
            yield Hazard(
                f"{action.table} has two indexes over {', '.join(action.columns)}: {other} and "
                f"{action.name}.",
                action,
                code={"other": other},
            )


def _one_goes(both: set[str], history: History) -> bool:
    """Whether this migration or a later one drops one of them, or the constraint behind it."""
    return any(
        action.name in both and action.shape.startswith("DROP ")
        for migration in history.plan.migrations[len(history.earlier) :]
        for statement in migration.statements()
        for action in statement.actions
    )
