"""An exclusion constraint builds its index while nobody can use the table, and knows no other way.

What happens:
    ADD CONSTRAINT .. EXCLUDE takes ACCESS EXCLUSIVE, which stops even reads, builds the
    whole index and compares every row with its neighbours before it lets go.  PostgreSQL can
    neither build it concurrently nor add it as NOT VALID.

When it is fine:
    The table is created by the same migration: only an empty table gets one in a moment.

Instead:
    # 1. a second table of the same form gets the constraint while it is empty
    operations = [
        migrations.RunSQL(
            'CREATE TABLE "{table}_new" (LIKE "{table}" INCLUDING ALL)',
            'DROP TABLE "{table}_new"',
        ),
        migrations.RunSQL(
            {sql},
            migrations.RunSQL.noop,
        ),
    ]
    # 2. a trigger on the first table writes each change to the second as well, and the old
    #    rows follow in batches, while reads and writes go on
    # 3. one migration gives the tables each other's names, which takes a moment, with the
    #    operation that you have now as its state_operations
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, python, rule


@rule("MS111", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting("ADD EXCLUDE"):
        if not action.fresh:
            beside = statement.sql.replace(f'"{action.table}"', f'"{action.table}_new"', 1)
            yield Hazard(
                f"Nobody can read or write {action.table} while the index of the exclusion "
                f"constraint {action.name} is built.",
                action,
                code={"sql": python([beside])},
            )
