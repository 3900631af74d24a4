"""A primary key builds its index while nobody can use the table.

What happens:
    ADD PRIMARY KEY takes ACCESS EXCLUSIVE, which stops even reads, makes its columns NOT
    NULL, which reads every row, and builds the whole unique index before it lets go.

When it is fine:
    The table is created by the same migration.  A primary key USING an INDEX that was built
    concurrently before, over columns that are NOT NULL already, takes a moment.

Instead:
    # where the columns may be NULL, NOT NULL comes before, as MS205 shows
    # 1. a migration of its own: writes go on while the index is built
    class Migration(migrations.Migration):
        atomic = False  # CONCURRENTLY cannot run inside a transaction

        operations = [
            migrations.RunSQL(
                {sql},
                {undo},
            ),
        ]

    # 2. the next migration: the index becomes the primary key, which takes a moment
    migrations.SeparateDatabaseAndState(
        state_operations=[
            {operation},
        ],
        database_operations=[
            migrations.RunSQL(
                {using},
                {drop},
            ),
        ],
    )
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.rule import Hazard, python, rule


@rule("MS109", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("ADD PRIMARY KEY"):
        if not action.fresh:
            yield Hazard(
                f"Nobody can read or write {action.table} while the index of its primary key "
                f"{action.name} is built.",
                action,
                code=_code(action),
            )


def _code(action: Action) -> dict[str, str]:
    columns = ", ".join(f'"{column}"' for column in action.columns)
    alter, index = f'ALTER TABLE "{action.table}"', f'"{action.name}"'
    return {
        "sql": python(
            [f'CREATE UNIQUE INDEX CONCURRENTLY {index} ON "{action.table}" ({columns})']
        ),
        "undo": python([f"DROP INDEX CONCURRENTLY IF EXISTS {index}"]),
        "using": python([f"{alter} ADD CONSTRAINT {index} PRIMARY KEY USING INDEX {index}"]),
        "drop": python([f"{alter} DROP CONSTRAINT {index}"]),
    }
