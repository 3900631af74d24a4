"""The table is altered while checks of its foreign keys are still pending.

What happens:
    Django's foreign keys are checked when the transaction commits.  Until then PostgreSQL
    refuses to alter, index, truncate or drop a table whose changed rows wait for such a
    check: "cannot ALTER TABLE because it has pending trigger events".

When it is fine:
    SET CONSTRAINTS ALL IMMEDIATE runs the checks before; or rows and schema are changed in
    two transactions.  If no row is really changed, nothing is pending.

Instead:
    {operation}
    # run the pending checks now, before the table is altered
    migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE")
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action, Statement
from migration_safety.rules.rule import Hazard, rule

WRITES = ("INSERT", "UPDATE", "DELETE", "MERGE")
REFUSED = (
    *("ADD ", "ALTER COLUMN", "VALIDATE ", "CREATE INDEX", "TRUNCATE"),
    *("DROP COLUMN", "DROP TABLE", "DROP CHECK", "DROP FOREIGN KEY", "DROP UNIQUE", "DROP PRIMARY"),
)


@rule("MS605", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting(*WRITES):
        refused = _refused(statement, action, history)
        if refused:
            yield Hazard(
                f"{refused.shape} on {action.table} fails: rows of the {action.shape} before it "
                f"still wait for the check of {action.name}.",
                action,
            )


def _refused(statement: Statement, written: Action, history: History) -> Action | None:
    """The first later action that a pending check stands in the way of."""
    pending = set(filter(None, written.name.split(", ")))
    for each in history.migration.statements():
        for action in each.actions if each.transaction == statement.transaction else ():
            if action.shape == "SET CONSTRAINTS" and "deferred" not in action.flags:
                pending = set() if action.name == "ALL" else pending - {*action.name.split(", ")}
            elif each.order > statement.order and _stands_in_the_way(pending, written, action):
                return action
    return None


def _stands_in_the_way(pending: set[str], written: Action, action: Action) -> bool:
    return bool(pending) and action.table == written.table and action.shape.startswith(REFUSED)
