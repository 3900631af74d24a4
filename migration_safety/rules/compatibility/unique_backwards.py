"""The running release may still write what the new uniqueness forbids.

What happens:
    The old code was written when duplicates were allowed.  One that exists, or that is
    written before the migration runs, makes the migration fail; each that an old process
    writes after it fails for a user.

When it is fine:
    The table or one of the columns is created by the same migration; the same columns were
    unique before under another name; or the running code already keeps them unique.

Instead:
    # 1. ship code that refuses duplicates
    # 2. look for those that exist; this must return nothing
    #    SELECT {columns}, count(*) FROM "{table}" GROUP BY {columns} HAVING count(*) > 1
    # 3. in the next release: the operation that you have now
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.rule import Hazard, rule

ADDED = ("ADD COLUMN", "ADD COLUMN (NOT NULL without default)")


@rule("MS307", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("ADD UNIQUE", "CREATE INDEX", "CREATE INDEX CONCURRENTLY"):
        unique = action.shape == "ADD UNIQUE" or "unique" in action.flags
        if unique and not action.fresh and not _nothing_new(action, history):
            columns = ", ".join(column or "an expression" for column in action.columns)
            some = " among the rows of its condition" if "partial" in action.flags else ""
            yield Hazard(
                f"The running release may still write duplicates of {columns} "
                f"into {action.table}{some}: they fail, and one that is there fails the migration.",
                action,
            )


def _nothing_new(made: Action, history: History) -> bool:
    """Whether a column is new, so that nobody has written it, or uniqueness is only renewed."""
    for statement in history.migration.statements():
        for action in statement.actions:
            if action.table == made.table:
                if action.shape in ADDED and action.columns[0] in made.columns:
                    return True
                if action.shape == "DROP UNIQUE" and set(action.columns) == set(made.columns):
                    return True
    return False
