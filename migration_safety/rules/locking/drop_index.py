"""DROP INDEX stops all traffic on its table for a moment, and everyone who queues behind it.

What happens:
    DROP INDEX takes ACCESS EXCLUSIVE on the table, which it does not even name.  The work is
    over in a moment, but the lock is held until the transaction commits, and while it waits
    for a long query to end, every later query waits behind it.

When it is fine:
    The table is created by the same migration, or an earlier statement of the transaction
    has locked it already.  DROP INDEX CONCURRENTLY waits without stopping anybody.

Instead:
    from django.contrib.postgres.operations import RemoveIndexConcurrently

    class Migration(migrations.Migration):
        atomic = False  # CONCURRENTLY cannot run inside a transaction

        operations = [
            RemoveIndexConcurrently({arguments}),
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.effect import Blocks
from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action, Statement
from migration_safety.rules.rule import Hazard, alone, concurrently, names, rule

BY_SQL = """\
{alone}

# the next migration: now Django knows it too
migrations.SeparateDatabaseAndState(
    state_operations=[
        {operation},
    ],
)
"""
FORMS = {"RemoveIndex": "", "RunSQL": "{alone}", "SeparateDatabaseAndState": "{alone}"}


@rule("MS107", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    found = [
        (statement, action)
        for statement, action in step.acting("DROP INDEX")
        if not action.fresh
        and not step.replaced(action)
        and "of a constraint" not in action.flags  # refused, as MS617 says
        and not _stopped(statement, action, step, history)
    ]
    if not found:
        return
    tables = tuple(dict.fromkeys(action.table for _, action in found))
    yield Hazard(
        f"Nobody can read or write {names(tables)} from the drop of "
        f"{names(action.name for _, action in found)} until the migration commits.",
        found[0][1],
        tables,
        instead=FORMS.get(step.change.kind, BY_SQL),
        code={"alone": alone((concurrently(statement.sql), "") for statement, _ in found)},
    )


def _stopped(statement: Statement, action: Action, step: Step, history: History) -> bool:
    """Whether something else than a DROP INDEX of this step has stopped all traffic before."""
    held = history.held(statement, action.table)
    if held is None or held[1].blocks < Blocks.EVERYTHING:
        return False
    return held[0] not in step.statements or not any(held[0].acting("DROP INDEX"))
