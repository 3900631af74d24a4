"""A unique column starts with one and the same value in every row.

What happens:
    Django calls a default once and gives the value to all rows that exist; a constant
    default in the database does the same.  With two rows the unique index cannot be built,
    and the migration fails.

When it is fine:
    The column starts as NULL, or the database makes a value for each row (a volatile
    db_default, which rewrites the table); or the table is created by the same migration.

Instead:
    # 1. the column, empty and not yet unique
    migrations.RunSQL(
        'ALTER TABLE "{table}" ADD COLUMN "{column}" {type}',
        'ALTER TABLE "{table}" DROP COLUMN "{column}"',
    )
    # 2. a data migration gives each row a value of its own
    # 3. the unique index, built CONCURRENTLY, and then the field as you have it now
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.rule import Hazard, rule

SHAPES = ("ADD COLUMN UNIQUE", "ADD COLUMN PRIMARY KEY", "ADD UNIQUE", "CREATE INDEX")


@rule("MS604", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("ADD COLUMN"):
        if "default" in action.flags and not action.fresh and _unique(step, action):
            yield Hazard(
                f"With two rows in {action.table} it fails: all get the same value "
                f"in {action.columns[0]}, which is unique.",
                action,
                code={"type": action.detail},
            )


def _unique(step: Step, added: Action) -> bool:
    return any(
        (action.table, action.columns) == (added.table, added.columns)
        and (action.shape != "CREATE INDEX" or "unique" in action.flags)
        and "partial" not in action.flags
        for _, action in step.acting(*SHAPES)
    )
