"""A new type for a primary key writes the table and every table that refers to it anew.

What happens:
    Django drops all foreign keys to the table, changes the key, changes the foreign key
    column of each referring table and each many-to-many table, and adds the foreign keys
    again.  All in one transaction: each of these tables is rewritten and then checked row by
    row while nobody can read any of them.  DEFAULT_AUTO_FIELD = BigAutoField on an old
    project makes such a migration.

When it is fine:
    The tables are created by the same migration.  Otherwise it is a project of its own: a
    second column in each table, filled in batches, that takes the name of the first.

Instead:
    # now: keep the key as it is; in apps.py, or on the model as `id`
    default_auto_field = "django.db.models.AutoField"

    # later, for each of {tables}: first a second column and a trigger that fills it
    migrations.RunSQL(
        'ALTER TABLE "{table}" ADD COLUMN "{column}_new" {type}',
        'ALTER TABLE "{table}" DROP COLUMN "{column}_new"',
    )
    # then the old rows in batches, a unique index and the foreign keys (concurrently, and
    # NOT VALID with VALIDATE), and last a migration that only gives the columns each
    # other's names, with this operation as its state_operations; MS201 shows the steps
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, names, rule


@rule("MS207", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    tables = step.rewritten()
    if len(tables) > 1:
        _, action = next(step.acting("ALTER COLUMN TYPE (rewrite)"))
        old, _, new = action.detail.partition(" -> ")
        yield Hazard(
            f"Nobody can read or write {names(tables)} until all are written anew: the key "
            f"{action.columns[0]} of {action.table} changes from {old} to {new}.",
            action,
            tables,
            code={"type": new, "tables": names(tables)},
        )
