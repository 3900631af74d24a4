"""A constraint that was not enforced is from now on, and each row is held against it.

What happens:
    ALTER CONSTRAINT .. ENFORCED takes ACCESS EXCLUSIVE on the table, and SHARE ROW EXCLUSIVE on
    the one that it refers to, while each row is looked up.

When it is fine:
    The table is created by the same migration.

Instead:
    # 1. this migration, a moment: another one beside it, which is enforced
    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '2s'", migrations.RunSQL.noop),
        migrations.RunSQL(
            'ALTER TABLE "{table}" ADD CONSTRAINT "{name}_enforced" FOREIGN KEY ("{column}") '
            'REFERENCES "{referenced}" DEFERRABLE INITIALLY DEFERRED NOT VALID',
            'ALTER TABLE "{table}" DROP CONSTRAINT "{name}_enforced"',
        ),
    ]
    # 2. the next migration: looks up each row while reads and writes go on
    migrations.RunSQL(
        'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{name}_enforced"', migrations.RunSQL.noop
    )
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS122", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("ALTER CONSTRAINT ENFORCED"):
        if not action.fresh:
            yield Hazard(
                f"Nobody can read or write {action.table} while each row is held against "
                f"{action.name}.",
                action,
            )
