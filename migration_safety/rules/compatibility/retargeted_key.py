"""Stored keys are pointed to another table: they come to mean other objects.

What happens:
    Changing the `to` of a ForeignKey or ManyToManyField keeps the stored keys and lets them
    refer to the other table.  A key without a row there makes the migration fail; a key that
    has one now means another object, and nobody is told.

When it is fine:
    The table that holds the keys is created by the same migration, or the table that they
    point to was only renamed.

Instead:
    # 1. a new field beside the old one; give it the target, and a related_name of its own
    migrations.AddField(
        "{model_lower}",
        "new_{field}",
        models.ManyToManyField(to=..., related_name="+"),
    )
    # 2. a data migration that finds the new object for each old one
    # 3. in a later release, when no code uses the old field: take it away
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.rule import Hazard, rule


@rule("MS309", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    targets = {
        (action.table, action.columns[0]): action.other("referenced")
        for _, action in step.acting("DROP FOREIGN KEY")
    }
    for _, action in step.acting("ADD FOREIGN KEY", "ADD FOREIGN KEY NOT VALID"):
        column = _old_name(step, action)
        old = targets.get((action.table, column), "")
        new = action.other("referenced") or "a new table"
        if old and old != new and not action.fresh:
            yield Hazard(
                f"The keys stored in {action.table}.{column} are those of {old} rows: "
                f"pointed to {new}, they mean other rows or none.",
                action,
            )


def _old_name(step: Step, key: Action) -> str:
    """The column's name before the step."""
    column = key.columns[0]
    for _, action in step.acting("RENAME COLUMN"):
        if action.table == key.table and action.detail == f"{action.columns[0]} -> {column}":
            return action.columns[0]
    return column
