"""A CHECK constraint reads every row while nobody can use the table.

What happens:
    ADD CONSTRAINT .. CHECK takes ACCESS EXCLUSIVE, which stops even reads, and holds every
    row against the condition before it lets go.  Django's positive integer fields bring such
    a CHECK along without a word: even a nullable new one reads the whole table.

When it is fine:
    The table is created by the same migration.  Added as NOT VALID the constraint holds for
    new rows at once and reads nothing; VALIDATE CONSTRAINT, in a later transaction, reads
    the old ones while reads and writes go on.

Instead:
    from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint

    # 1. this migration: a moment
    AddConstraintNotValid({arguments})
    # 2. the next migration: reads every row while reads and writes go on
    ValidateConstraint("{model_lower}", name="{name}")
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action, Statement
from migration_safety.rules.rule import Hazard, python, rule

BY_SQL = """\
# 1. this migration: a moment
migrations.SeparateDatabaseAndState(
    state_operations=[
        {operation},
    ],
    database_operations=[
        migrations.RunSQL(
            {sql},
            {undo},
        ),
    ],
)
# 2. the next migration: reads every row while reads and writes go on
migrations.RunSQL(
    'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{name}"',
    migrations.RunSQL.noop,
)
"""
ONLY_SQL = """\
# 1. this migration: a moment
migrations.RunSQL(
    {sql},
    {undo},
)
# 2. the next migration: reads every row while reads and writes go on
migrations.RunSQL(
    'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{name}"',
    migrations.RunSQL.noop,
)
"""
FORMS = {"AddConstraint": "", "RunSQL": ONLY_SQL, "SeparateDatabaseAndState": ONLY_SQL}


@rule("MS103", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting("ADD CHECK", "ADD COLUMN CHECK"):
        if action.fresh:
            continue
        hidden = step.change.kind in ("AddField", "AlterField")
        what = f", which {_class(step)} brings along unasked" if hidden else ""
        yield Hazard(
            f"Nobody can read or write {action.table} while each row is held against the CHECK "
            f"{action.name}{what}.",
            action,
            instead=FORMS.get(step.change.kind, BY_SQL),
            code=_code(statement, action, step),
        )


def _class(step: Step) -> str:
    return "a positive integer field" if "Positive" in step.source.text else "the field's class"


def _code(statement: Statement, action: Action, step: Step) -> dict[str, str]:
    alter = f'ALTER TABLE "{action.table}"'
    drop = f'{alter} DROP CONSTRAINT "{action.name}"'
    first = [f"{statement.sql} NOT VALID"]
    if action.shape == "ADD COLUMN CHECK":
        column, _, condition = statement.sql.partition(" CHECK ")
        first = [column, f'{alter} ADD CONSTRAINT "{action.name}" CHECK {condition} NOT VALID']
        drop = f'{alter} DROP COLUMN "{action.columns[0]}"'
    others = [each.sql for each in step.statements if each is not statement]
    return {"sql": python([*first, *others]), "undo": python([drop])}
