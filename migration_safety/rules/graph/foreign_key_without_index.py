"""No index serves the foreign key.

What happens:
    Each DELETE of a row that it refers to, and each change of that row's key, looks for the
    rows that refer to it, and reads the whole table to find them.

When it is fine:
    An index begins with the column, built before or by a later migration; or rows of the
    table referred to are never deleted.

Instead:
    from django.contrib.postgres.operations import AddIndexConcurrently

    class Migration(migrations.Migration):
        atomic = False  # CONCURRENTLY cannot run inside a transaction

        operations = [
            AddIndexConcurrently(
                "{model_lower}", models.Index(fields=["{field}"], name="{field}_idx")
            ),
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.rule import Hazard, rule

SHAPES = (
    "ADD FOREIGN KEY",
    "ADD FOREIGN KEY NOT VALID",
    "ADD COLUMN REFERENCES",
    "ADD COLUMN REFERENCES (default)",
)
INDEXES = ("CREATE INDEX", "CREATE INDEX CONCURRENTLY", "ADD UNIQUE", "ADD COLUMN UNIQUE")


@rule("MS707", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting(*SHAPES):
        if not (action.fresh or "indexed" in action.flags or _indexed_later(action, history)):
            target = action.other("referenced") or "what it refers to"
            yield Hazard(
                f"Each delete from {target} reads all of {action.table}: "
                f"no index begins with {', '.join(action.columns)}.",
                action,
            )


def _indexed_later(key: Action, history: History) -> bool:
    """Whether this migration or a later one of the plan builds an index that begins so."""
    return any(
        action.table == key.table and action.columns[: len(key.columns)] == key.columns
        for migration in history.plan.migrations[len(history.earlier) :]
        for _, action in migration.acting(*INDEXES)
    )
