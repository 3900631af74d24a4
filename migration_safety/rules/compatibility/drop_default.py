"""The default is dropped that fills in a NOT NULL column for the running release.

What happens:
    Code that leaves the column out of its INSERT, or leaves the value to the database
    (db_default), relies on the default.  Once it is gone, each such INSERT fails, until the
    last process that sends it has stopped.

When it is fine:
    The column may be NULL; the release that runs already gives a value of its own (its
    field has no db_default any more); or the default was set by the same migration.

Instead:
    # release 1: the code gives the value itself, the default stays in the database
    migrations.SeparateDatabaseAndState(
        state_operations=[
            {operation},
        ],
    )
    # release 2, when no process of the release before release 1 runs any more
    migrations.RunSQL(
        'ALTER TABLE "{table}" ALTER COLUMN "{column}" DROP DEFAULT',
        reverse_sql=migrations.RunSQL.noop,
    )
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action, Statement
from migration_safety.rules.rule import Hazard, rule

KEEP = """\
# the default stays until every process gives the value itself, or the column is dropped
"""
GIVEN = ("ADD COLUMN", "ADD COLUMN (volatile default)", "ALTER COLUMN SET DEFAULT")


@rule("MS306", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting("ALTER COLUMN DROP DEFAULT"):
        if "required" in action.flags and _relied_on(statement, action, history):
            yield Hazard(
                f"INSERTs of the running release into {action.table} fail: "
                f"they leave {action.columns[0]} to the default, which is dropped.",
                action,
                instead="" if step.change.kind == "AlterField" else KEEP,
            )


def _relied_on(statement: Statement, action: Action, history: History) -> bool:
    """Not by a release that gives a value, and not a default that this migration set."""
    own = any(
        (given.table, given.columns) == (action.table, action.columns)
        for before, given in history.migration.acting(*GIVEN)
        if before.order <= statement.order
    )
    filled = history.migration.code.fills(action.table, action.columns[0])
    return not (action.fresh or own or filled)
