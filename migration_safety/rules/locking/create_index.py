"""CREATE INDEX blocks writes for the whole build.

What happens:
    A plain CREATE INDEX holds a SHARE lock on the table until the transaction commits: reads
    go on, every INSERT, UPDATE and DELETE waits while PostgreSQL reads the whole table and
    sorts its keys.

When it is fine:
    The table is created by the same migration, so nobody uses it yet.  Building the index
    CONCURRENTLY lets writes go on.

Instead:
    from django.contrib.postgres.operations import AddIndexConcurrently

    class Migration(migrations.Migration):
        atomic = False  # CONCURRENTLY cannot run inside a transaction

        operations = [
            AddIndexConcurrently({arguments}),
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.effect import Blocks
from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action, Statement
from migration_safety.rules.rule import Hazard, alone, concurrently, names, rule

# AddIndexConcurrently knows indexes alone: no unique constraint, no db_index=True.
BY_SQL = """\
{alone}

# the next migration: now Django knows it too
migrations.SeparateDatabaseAndState(
    state_operations=[
        {operation},
    ],
)
"""
FORMS = {"AddIndex": "", "RunSQL": "{alone}", "SeparateDatabaseAndState": "{alone}"}


@rule("MS101", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    builds = [
        (statement, action)
        for statement, action in step.acting("CREATE INDEX")
        # Under a stronger lock it is MS110 that tells the whole story.
        if not action.fresh and history.blocked(statement, action.table) is Blocks.WRITES
    ]
    if not builds:
        return
    made = list(dict.fromkeys(action.name for _, action in builds))
    what = f"index {made[0]} is" if len(made) == 1 else f"indexes {names(made)} are"
    yield Hazard(
        f"Writes to {names(action.table for _, action in builds)} wait while the {what} built.",
        builds[0][1],
        tuple(dict.fromkeys(action.table for _, action in builds)),
        instead=FORMS.get(step.change.kind, BY_SQL),
        code={"alone": alone(_built(statement, action) for statement, action in builds)},
    )


def _built(statement: Statement, action: Action) -> tuple[str, str]:
    return concurrently(statement.sql), f'DROP INDEX CONCURRENTLY IF EXISTS "{action.name}"'
