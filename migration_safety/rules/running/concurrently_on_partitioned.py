"""PostgreSQL cannot work CONCURRENTLY on an index of a partitioned table.

What happens:
    CREATE INDEX CONCURRENTLY and DROP INDEX CONCURRENTLY are refused on a partitioned table.
    The plain form works and locks all partitions against writes while it builds.

When it is fine:
    The index belongs to one partition.

Instead:
    # an index of the parent alone, which is not valid yet
    migrations.RunSQL(
        'CREATE INDEX "{name}" ON ONLY "{table}" ({columns})', 'DROP INDEX "{name}"'
    )

    # for each partition a migration of its own
    class Migration(migrations.Migration):
        atomic = False

        operations = [
            migrations.RunSQL(
                'CREATE INDEX CONCURRENTLY "{name}_1" ON "..." ({columns})',
                'DROP INDEX CONCURRENTLY "{name}_1"',
            ),
        ]

    # and at last, for each of them
    migrations.RunSQL('ALTER INDEX "{name}" ATTACH PARTITION "{name}_1"', migrations.RunSQL.noop)
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS609", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("CREATE INDEX CONCURRENTLY", "DROP INDEX CONCURRENTLY"):
        if "partitioned" in action.flags:
            yield Hazard(
                f"{action.shape} of {action.name} fails: {action.table} is partitioned.", action
            )
