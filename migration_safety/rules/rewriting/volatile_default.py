"""A column with a volatile default writes the whole table anew.

What happens:
    A default that may differ from row to row (random, gen_random_uuid, clock_timestamp,
    nextval, functions of your own) must be computed for each row that exists: ADD COLUMN
    then takes ACCESS EXCLUSIVE, copies every row and builds every index of the table again.

When it is fine:
    The table is created by the same migration, or the default is the same for all rows: a
    constant, now(), Django's Now().  A default that is given to a column afterwards counts
    for new rows alone and takes a moment.

Instead:
    # 1. this migration: new rows get the default, old ones stay empty; a moment
    migrations.SeparateDatabaseAndState(
        state_operations=[
            {operation},
        ],
        database_operations=[
            migrations.RunSQL(
                {add},
                {drop},
            ),
            migrations.RunSQL(
                {default},
                migrations.RunSQL.noop,
            ),
        ],
    )

    # 2. the old rows, in batches of a transaction each (RunPython, atomic = False):
    #    UPDATE "{table}" SET "{column}" = DEFAULT
    #    WHERE "{column}" IS NULL AND id BETWEEN 1 AND 1000

    # 3. NOT NULL by way of a validated CHECK, as MS205 shows
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action, Statement
from migration_safety.rules.rule import Hazard, python, rule


@rule("MS202", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting("ADD COLUMN (volatile default)"):
        if not action.fresh:
            yield Hazard(
                f"Nobody can read or write {action.table} while it is written anew, with a "
                f"{action.detail} for {action.columns[0]} in each row.",
                action,
                code=_code(statement, action),
            )


def _code(statement: Statement, action: Action) -> dict[str, str]:
    column = f'"{action.columns[0]}"'
    add, _, rest = statement.sql.partition(" DEFAULT ")
    default = rest.removesuffix(" NOT NULL").removesuffix(" NULL")
    alter = f'ALTER TABLE "{action.table}"'
    return {
        "add": python([add]),
        "drop": python([f"{alter} DROP COLUMN {column}"]),
        "default": python([f"{alter} ALTER COLUMN {column} SET DEFAULT {default}"]),
    }
