"""A setting outlives the migration that sets it.

What happens:
    SET lasts until the connection closes.  `migrate` uses one connection for all
    migrations: those that come after run with the setting too, and only in the deployments
    in which they happen to come after.

When it is fine:
    The same migration resets it; or SET LOCAL ends it with the transaction.

Instead:
    # in an atomic migration
    migrations.RunSQL("SET LOCAL {name} = ...", migrations.RunSQL.noop)
    # with atomic = False, as the last operation
    migrations.RunSQL("RESET {name}", migrations.RunSQL.noop)
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action, Statement
from migration_safety.rules.rule import Hazard, rule

ITS_OWN = ("TRANSACTION",)


@rule("MS702", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting("SET"):
        if action.name not in ITS_OWN and not _set_again(statement, action, history):
            yield Hazard(
                f"{action.name} stays set for the migrations that run after {history.migration}.",
                action,
            )


def _set_again(statement: Statement, setting: Action, history: History) -> bool:
    """Whether a later statement resets it, all settings, or sets it anew."""
    return any(
        action.name in (setting.name, "")
        for each, action in history.migration.acting("RESET", "SET")
        if each.order > statement.order
    )
