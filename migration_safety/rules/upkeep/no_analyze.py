"""Nothing counts the values anew after a change of every row, or for a new expression.

What happens:
    The planner goes by statistics that ANALYZE collects.  After a change of every row they
    are those of the values from before; of an indexed expression there are none at all.  Until
    autovacuum comes by, queries may take a plan that is right for other data.  A new index
    does not make it come.

When it is fine:
    The table is small; or autovacuum analyzes it soon, which the change of many rows makes it do.

Instead:
    # after the change, when its transaction is over
    migrations.RunSQL('ANALYZE "{table}"', migrations.RunSQL.noop)
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.operations.function import Reach
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.python import action, writes
from migration_safety.rules.rule import Hazard, rule

BUILDS = ("CREATE INDEX", "CREATE INDEX CONCURRENTLY")


@rule("MS911", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """Told once a table, of the last change before nobody analyzes it."""
    told = set()
    for found, why in (*_indexed(step), *_filled(step)):
        if found.table not in told and not _analyzed(step, history, found.table):
            told.add(found.table)
            yield Hazard(f"Nothing analyzes {found.table} after {why}.", found)


def _indexed(step: Step) -> Iterator[tuple[Action, str]]:
    for _, found in step.acting(*BUILDS):
        if "" in found.columns and not found.fresh:
            yield found, f"{found.name} is there: its expression has no statistics"


def _filled(step: Step) -> Iterator[tuple[Action, str]]:
    for _, query in writes(step):
        if query.shape == "UPDATE" and query.reach is Reach.EVERY:
            yield action(query), "every row has changed"
    for _, found in step.acting("UPDATE"):
        if "every row" in found.flags and not found.fresh:
            yield found, "every row has changed"


def _analyzed(step: Step, history: History, table: str) -> bool:
    """Whether a later operation does, of this migration or of a later one."""
    migrations = history.plan.migrations[len(history.earlier) + 1 :]
    later = (each for migration in migrations for each in migration.steps)
    steps = (*history.migration.steps[step.index + 1 :], *later)
    return any(
        found.table in (table, "")
        for each in steps
        for _, found in each.acting("ANALYZE", "ANALYZE (every table)")
    )
