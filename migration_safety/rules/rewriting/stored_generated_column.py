"""A stored generated column writes the whole table anew.

What happens:
    The value of GENERATED .. STORED is computed for each row that exists: ADD COLUMN takes
    ACCESS EXCLUSIVE, which stops even reads, copies every row and builds every index of the
    table again.  So does a change of the expression.

When it is fine:
    The table is created by the same migration.  PostgreSQL 18 computes a virtual column
    (db_persist=False) when it is read, and writes nothing.

Instead:
    # PostgreSQL 18: a virtual column, over in a moment
    {virtual}

    # before 18: an ordinary column (null=True), which a trigger fills for new rows
    operations = [
        migrations.RunSQL(
            'CREATE FUNCTION "{table}_{column}_fill"() RETURNS trigger LANGUAGE plpgsql AS '
            '$$ BEGIN NEW."{column}" := NULL /* the expression */; RETURN NEW; END $$',
            'DROP FUNCTION "{table}_{column}_fill"()',
        ),
        migrations.RunSQL(
            'CREATE TRIGGER "{column}_fill" BEFORE INSERT OR UPDATE ON "{table}" '
            'FOR EACH ROW EXECUTE FUNCTION "{table}_{column}_fill"()',
            'DROP TRIGGER "{column}_fill" ON "{table}"',
        ),
    ]
    # and the old rows in batches of a transaction each (RunPython, atomic = False)
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule

SHAPES = ("ADD COLUMN (generated stored)", "ALTER COLUMN SET EXPRESSION")
NEW_EXPRESSION = """\
# an ordinary column from now on, which a trigger fills by the new expression; a moment
operations = [
    migrations.RunSQL(
        'ALTER TABLE "{table}" ALTER COLUMN "{column}" DROP EXPRESSION',
        migrations.RunSQL.noop,
    ),
    migrations.RunSQL(
        'CREATE FUNCTION "{table}_{column}_fill"() RETURNS trigger LANGUAGE plpgsql AS '
        '$$ BEGIN NEW."{column}" := NULL /* the expression */; RETURN NEW; END $$',
        'DROP FUNCTION "{table}_{column}_fill"()',
    ),
    migrations.RunSQL(
        'CREATE TRIGGER "{column}_fill" BEFORE INSERT OR UPDATE ON "{table}" '
        'FOR EACH ROW EXECUTE FUNCTION "{table}_{column}_fill"()',
        'DROP TRIGGER "{column}_fill" ON "{table}"',
    ),
]
# and the old rows in batches of a transaction each (RunPython, atomic = False)
"""


@rule("MS203", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting(*SHAPES):
        if not action.fresh:
            yield Hazard(
                f"Nobody can read or write {action.table} while it is written anew, with the "
                f"generated {action.columns[0]} in each row.",
                action,
                instead=NEW_EXPRESSION if action.shape == SHAPES[1] else "",
                code={"virtual": step.source.text.replace("db_persist=True", "db_persist=False")},
            )
