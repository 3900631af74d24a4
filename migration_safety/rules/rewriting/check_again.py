"""A change of type holds every row against the column's CHECK again.

What happens:
    Even where the values stay as they are stored, as in a longer varchar, PostgreSQL makes
    sure that each CHECK on the column still holds: ALTER COLUMN TYPE then reads the whole
    table under ACCESS EXCLUSIVE, which stops even reads.

When it is fine:
    The table is created by the same migration, or no CHECK names the column.  The CHECK can
    go for the change and come back as NOT VALID.

Instead:
    # 1. this migration: a moment
    operations = [
        migrations.RunSQL({drops}, migrations.RunSQL.noop),
        {operation},
        # and here the CHECK {checks} again, as it is now, with NOT VALID at its end
    ]
    # 2. the next migration: reads every row while reads and writes go on
    migrations.RunSQL({validates}, migrations.RunSQL.noop)
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, names, python, rule


@rule("MS209", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("ALTER COLUMN TYPE (CHECK again)"):
        if not action.fresh:
            checks = [name for role, name in action.others if role == "check"]
            alter = f'ALTER TABLE "{action.table}"'
            yield Hazard(
                f"Nobody can read or write {action.table} while each row is held against the "
                f"CHECK on {action.columns[0]} again.",
                action,
                code={
                    "checks": names(checks),
                    "drops": python([f'{alter} DROP CONSTRAINT "{name}"' for name in checks]),
                    "validates": python(
                        [f'{alter} VALIDATE CONSTRAINT "{name}"' for name in checks]
                    ),
                },
            )
