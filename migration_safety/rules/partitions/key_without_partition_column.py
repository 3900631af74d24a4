"""A key of a partitioned table leaves out the column that chooses the partition.

What happens:
    PostgreSQL can keep rows unique only within one partition.  It refuses a primary key, a
    unique constraint or a unique index that does not hold every column of the partition key.
    Django's models, whose primary key is one column, meet this first.

When it is fine:
    The key holds those columns too; or it belongs to a single partition.

Instead:
    # with the columns that choose the partition
    migrations.RunSQL(
        'ALTER TABLE "{table}" ADD PRIMARY KEY ({columns}, ...)', migrations.RunSQL.noop
    )
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS618", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.flagged("lacks partition key"):
        yield Hazard(
            f"{action.words} on {action.table} fails: a key of it must hold the columns that "
            "choose the partition."
            if action.shape != "CREATE TABLE"
            else f"CREATE TABLE {action.table} fails: its key leaves out a column that chooses "
            "the partition.",
            action,
        )
