"""The view cannot be refreshed CONCURRENTLY.

What happens:
    PostgreSQL compares the old rows with the new ones by a unique index over plain columns of
    all rows, and refuses where the view has none.

When it is fine:
    Such an index is there; or the view may be locked while its query runs.

Instead:
    # the index first; on a view that is filled, CONCURRENTLY, in a migration of its own
    migrations.RunSQL(
        'CREATE UNIQUE INDEX "{table}_key" ON "{table}" (...)', 'DROP INDEX "{table}_key"'
    )
    # then the operation that you have now
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS620", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("REFRESH MATERIALIZED VIEW CONCURRENTLY"):
        if "no unique index" in action.flags:
            yield Hazard(
                f"REFRESH .. CONCURRENTLY of {action.table} fails: it has no unique index over "
                "plain columns of all rows.",
                action,
            )
