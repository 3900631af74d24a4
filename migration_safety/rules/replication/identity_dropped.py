"""Publishing a table without a replica identity stops its writers.

What happens:
    A published table needs a key by which rows are found.  Without one every UPDATE and DELETE
    of the application fails, on the side that publishes: on green, from the moment that it
    serves.

When it is fine:
    The migration brings another primary key, or a REPLICA IDENTITY.

Instead:
    migrations.RunSQL(
        'ALTER TABLE "{table}" REPLICA IDENTITY FULL',
        'ALTER TABLE "{table}" REPLICA IDENTITY DEFAULT',
    )
    # ... or keep the primary key
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule

GIVEN = ("ADD PRIMARY KEY", "ADD PRIMARY KEY USING INDEX", "REPLICA IDENTITY")


@rule("MS827", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("DROP PRIMARY KEY"):
        kept = history.migration.acting(*GIVEN)
        if not action.fresh and not any(other.table == action.table for _, other in kept):
            yield Hazard(
                f"Every UPDATE and DELETE on {action.table} fails on green once it is published: "
                "rows have no replica identity.",
                action,
            )
