"""A new column that numbers its rows writes the whole table anew.

What happens:
    An identity or serial column takes its value from a sequence, row by row: ADD COLUMN
    takes ACCESS EXCLUSIVE, which stops even reads, copies every row and builds every index
    of the table again.

When it is fine:
    The table is created by the same migration.  A sequence that is given to a nullable
    column afterwards counts for new rows alone.

Instead:
    # 1. a nullable column, numbered from now on; a moment
    operations = [
        migrations.RunSQL(
            'ALTER TABLE "{table}" ADD COLUMN "{column}" bigint',
            'ALTER TABLE "{table}" DROP COLUMN "{column}"',
        ),
        migrations.RunSQL(
            'CREATE SEQUENCE "{table}_{column}_seq" OWNED BY "{table}"."{column}"',
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            'ALTER TABLE "{table}" ALTER COLUMN "{column}" '
            "SET DEFAULT nextval('\\"{table}_{column}_seq\\"')",
            migrations.RunSQL.noop,
        ),
    ]

    # 2. the old rows, in batches of a transaction each (RunPython, atomic = False):
    #    UPDATE "{table}" SET "{column}" = DEFAULT
    #    WHERE "{column}" IS NULL AND ctid IN (SELECT .. LIMIT 1000)

    # 3. NOT NULL by way of a validated CHECK, as MS205 shows; then the unique index
    class Migration(migrations.Migration):
        atomic = False  # CONCURRENTLY cannot run inside a transaction

        operations = [
            migrations.RunSQL(
                'CREATE UNIQUE INDEX CONCURRENTLY "{table}_{column}_key" '
                'ON "{table}" ("{column}")',
                'DROP INDEX CONCURRENTLY IF EXISTS "{table}_{column}_key"',
            ),
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS204", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("ADD COLUMN (identity)"):
        if not action.fresh:
            yield Hazard(
                f"Nobody can read or write {action.table} while it is written anew, with a "
                f"number for {action.columns[0]} in each row.",
                action,
            )
