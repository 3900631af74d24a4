"""A change of column type writes the whole table and all its indexes anew.

What happens:
    Where the stored form of the values changes, ALTER COLUMN TYPE takes ACCESS EXCLUSIVE,
    which stops even reads, copies every row and builds every index of the table again.  It
    needs free space for a second copy, and replicas receive all of it.

When it is fine:
    The table is created by the same migration, or the values stay as they are stored: a
    longer varchar, varchar to text, a larger precision of a numeric with the same scale,
    timestamp to timestamp with time zone in a session in UTC.

Instead:
    # 1. a second column, and a trigger that keeps it like the first
    operations = [
        migrations.RunSQL(
            'ALTER TABLE "{table}" ADD COLUMN "{column}_new" {type}',
            'ALTER TABLE "{table}" DROP COLUMN "{column}_new"',
        ),
        migrations.RunSQL(
            'CREATE FUNCTION "{table}_{column}_copy"() RETURNS trigger LANGUAGE plpgsql AS '
            '$$ BEGIN NEW."{column}_new" := NEW."{column}"; RETURN NEW; END $$',
            'DROP FUNCTION "{table}_{column}_copy"()',
        ),
        migrations.RunSQL(
            'CREATE TRIGGER "{column}_copy" BEFORE INSERT OR UPDATE ON "{table}" '
            'FOR EACH ROW EXECUTE FUNCTION "{table}_{column}_copy"()',
            'DROP TRIGGER "{column}_copy" ON "{table}"',
        ),
    ]

    # 2. the rows that exist, in batches of a transaction each (RunPython, atomic = False):
    #    UPDATE "{table}" SET "{column}" = "{column}" WHERE id BETWEEN 1 AND 1000

    # 3. the second takes the name of the first, in a moment; its indexes and keys come
    #    before, concurrently, and NOT NULL by way of a validated CHECK
    migrations.SeparateDatabaseAndState(
        state_operations=[
            {operation},
        ],
        database_operations=[
            migrations.RunSQL(
                'DROP TRIGGER "{column}_copy" ON "{table}"',
                'CREATE TRIGGER "{column}_copy" BEFORE INSERT OR UPDATE ON "{table}" '
                'FOR EACH ROW EXECUTE FUNCTION "{table}_{column}_copy"()',
            ),
            migrations.RunSQL(
                'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO "{column}_old"',
                'ALTER TABLE "{table}" RENAME COLUMN "{column}_old" TO "{column}"',
            ),
            migrations.RunSQL(
                'ALTER TABLE "{table}" RENAME COLUMN "{column}_new" TO "{column}"',
                'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO "{column}_new"',
            ),
        ],
    )
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS201", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    if len(step.rewritten()) > 1:  # the whole cascade is MS207's to tell
        return
    for _, action in step.acting("ALTER COLUMN TYPE (rewrite)"):
        if not action.fresh:
            old, _, new = action.detail.partition(" -> ")
            yield Hazard(
                f"Nobody can read or write {action.table} while it is written anew: "
                f"{action.columns[0]} changes from {old} to {new}.",
                action,
                code={"type": new},
            )
