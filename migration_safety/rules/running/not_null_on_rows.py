"""The new column has no value for the rows that exist.

What happens:
    ADD COLUMN .. NOT NULL without a default is refused as soon as the table holds one row:
    it works in an empty development database and fails in production.  On a table without
    rows it succeeds, and each INSERT of the running release, which leaves the column out, fails.

When it is fine:
    The column has a default or may be NULL; or the table is created by the same migration.

Instead:
    # 1. the column may be NULL at first
    migrations.RunSQL(
        'ALTER TABLE "{table}" ADD COLUMN "{column}" {type}',
        'ALTER TABLE "{table}" DROP COLUMN "{column}"',
    )
    # 2. a data migration fills it in, 3. a later one sets NOT NULL
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS601", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("ADD COLUMN (NOT NULL without default)"):
        if not action.fresh:
            yield Hazard(
                f"Adding {action.columns[0]} fails if {action.table} has a row: "
                "it takes no NULL and has no default.",
                action,
                code={"type": action.detail},
            )
