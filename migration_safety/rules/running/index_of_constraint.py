"""PostgreSQL refuses to drop the index of a constraint.

What happens:
    A primary key, a unique or an exclusion constraint owns its index: DROP INDEX fails with
    "cannot drop index, constraint requires it".

When it is fine:
    The index was made by CREATE INDEX and no constraint has taken it over.

Instead:
    # with the constraint its index goes
    migrations.RunSQL('ALTER TABLE "{table}" DROP CONSTRAINT "{name}"', migrations.RunSQL.noop)
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS617", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("DROP INDEX", "DROP INDEX CONCURRENTLY"):
        if "of a constraint" in action.flags:
            yield Hazard(
                f"DROP INDEX {action.name} fails: it belongs to the constraint of that name on "
                f"{action.table}.",
                action,
            )
