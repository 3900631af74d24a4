"""A column list must not leave out the column by which rows are found.

What happens:
    What green does not have is left out of the publication's column list.  For a column of the
    replica identity PostgreSQL refuses that: every UPDATE and DELETE of the old code fails, on
    blue.

When it is fine:
    The table is left out of the deployment, or the key changes over several releases.

Instead:
    # release 1: the new key beside the old one, unique and filled
    # release 2: the new key is the primary key; the old column stays
    # release 3: ...
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS828", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("DROP COLUMN", "RENAME COLUMN"):
        if "primary key" in action.flags and not action.fresh:
            yield Hazard(
                f"Rows of {action.table} are found by {action.columns[0]}, which green has not:"
                " without it in the column list, UPDATE and DELETE fail on blue.",
                action,
            )
