"""SET NOT NULL reads the whole table while nobody can use it.

What happens:
    ALTER COLUMN .. SET NOT NULL takes ACCESS EXCLUSIVE, which stops even reads, and then
    looks at every row for a NULL before it lets go.  A primary key over columns that may be
    NULL does the same, even where it uses an index that is there.

When it is fine:
    PostgreSQL finds a validated CHECK (column IS NOT NULL) and skips the scan; or the table
    is created by the same migration.  The CHECK must have been validated before, in a
    migration of its own.

Instead:
    from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint

    # 1. this migration: a moment
    AddConstraintNotValid(
        "{model_lower}",
        models.CheckConstraint(
            condition=models.Q({field}__isnull=False), name="{table}_{column}_not_null"
        ),
    )
    # 2. the next migration: reads every row while reads and writes go on
    ValidateConstraint("{model_lower}", name="{table}_{column}_not_null")
    # 3. the one after: NOT NULL finds the CHECK and reads nothing
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                {operation},
            ],
            database_operations=[
                migrations.RunSQL(
                    'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET NOT NULL',
                    'ALTER TABLE "{table}" ALTER COLUMN "{column}" DROP NOT NULL',
                ),
            ],
        ),
        migrations.RemoveConstraint("{model_lower}", name="{table}_{column}_not_null"),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule

BY_SQL = """\
# 1. this migration: a moment
migrations.RunSQL(
    'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_{column}_not_null" '
    'CHECK ("{column}" IS NOT NULL) NOT VALID',
    'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_{column}_not_null"',
)
# 2. the next migration: reads every row while reads and writes go on
migrations.RunSQL(
    'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{table}_{column}_not_null"',
    migrations.RunSQL.noop,
)
# 3. the one after: NOT NULL finds the CHECK and reads nothing
operations = [
    migrations.RunSQL(
        'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET NOT NULL',
        'ALTER TABLE "{table}" ALTER COLUMN "{column}" DROP NOT NULL',
    ),
    migrations.RunSQL(
        'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_{column}_not_null"',
        'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_{column}_not_null" '
        'CHECK ("{column}" IS NOT NULL) NOT VALID',
    ),
]
# 4. with a primary key the operation that you have now
"""

SHAPES = (
    "ALTER COLUMN SET NOT NULL",
    "ADD NOT NULL",
    "ADD PRIMARY KEY USING INDEX (nullable columns)",
)


@rule("MS205", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting(*SHAPES):
        if not action.fresh:
            column = ", ".join(action.columns)
            yield Hazard(
                f"Nobody can read or write {action.table} while each row is searched for a NULL "
                f"in {column}.",
                action,
                instead="" if step.change.model else BY_SQL,
            )
