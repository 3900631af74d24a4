"""A foreign key over existing rows blocks writes to both tables while each row is looked up.

What happens:
    ADD CONSTRAINT .. FOREIGN KEY takes SHARE ROW EXCLUSIVE on the table and on the one that
    it refers to, and looks up every row before it lets go: reads go on, writes to either
    table wait.  A new column with a default does the same while even reads wait.

When it is fine:
    The table is created by the same migration.  Added as NOT VALID the foreign key holds for
    new rows at once and looks up nothing; VALIDATE CONSTRAINT, in a later transaction, looks
    up the old ones while reads and writes go on.

Instead:
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
    # 2. the next migration: looks up every row while reads and writes go on
    migrations.RunSQL(
        'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{name}"',
        migrations.RunSQL.noop,
    )
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.effect import Blocks
from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action, Statement
from migration_safety.rules.rule import Hazard, names, python, rule

ONLY_SQL = """\
# 1. this migration: a moment
migrations.RunSQL(
    {sql},
    {undo},
)
# 2. the next migration: looks up every row while reads and writes go on
migrations.RunSQL(
    'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{name}"',
    migrations.RunSQL.noop,
)
"""
FORMS = {"RunSQL": ONLY_SQL, "SeparateDatabaseAndState": ONLY_SQL}


@rule("MS104", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting("ADD FOREIGN KEY", "ADD COLUMN REFERENCES (default)"):
        if action.fresh or step.replaced(action) or _under_lock(statement, action, history):
            continue
        parent = action.other("referenced")
        yield Hazard(
            f"{_waiting(action, parent)} while each row of {action.table} is looked up for the "
            f"foreign key {action.name}.",
            action,
            tuple(filter(None, dict.fromkeys((action.table, parent)))),
            instead=FORMS.get(step.change.kind, ""),
            code=_code(statement, action, step),
        )


def _waiting(action: Action, parent: str) -> str:
    if action.shape == "ADD FOREIGN KEY":
        return f"Writes to {names(filter(None, (action.table, parent)))} wait"
    return f"Nobody can read or write {action.table}{f', nor write {parent},' if parent else ''}"


def _under_lock(statement: Statement, action: Action, history: History) -> bool:
    """Then it is MS110 that tells the whole story."""
    held, own = history.held(statement, action.table), statement.effect_on(action.table)
    return held is not None and held[1].blocks > (own.blocks if own else Blocks.NOTHING)


def _code(statement: Statement, action: Action, step: Step) -> dict[str, str]:
    alter = f'ALTER TABLE "{action.table}"'
    first, undo = [f"{statement.sql} NOT VALID"], f'{alter} DROP CONSTRAINT "{action.name}"'
    if action.shape != "ADD FOREIGN KEY":
        head, _, target = statement.sql.partition(" REFERENCES ")
        made = f'{alter} ADD CONSTRAINT "{action.name}" FOREIGN KEY ("{action.columns[0]}")'
        first = [head.partition(" CONSTRAINT ")[0], f"{made} REFERENCES {target} NOT VALID"]
        undo = f'{alter} DROP COLUMN "{action.columns[0]}"'
    others = [
        each.sql
        for each in step.statements
        if each is not statement and not any(each.acting("SET CONSTRAINTS", "CREATE INDEX"))
    ]
    return {"sql": python([*first, *others]), "undo": python([undo])}
