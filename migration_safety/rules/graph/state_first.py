"""The state has the change already, so Django does not make it.

What happens:
    To alter a column, Django compares the state of the models before the operation with the
    state after it.  An earlier operation on the state alone has made both the same: nothing is
    sent, no error is raised, and the database keeps the column as it was.  The models then
    promise what no constraint holds.

When it is fine:
    SQL written by hand has altered the column or the table.

Instead:
    # take the state back to what the database has, then let Django see the difference
    migrations.SeparateDatabaseAndState(
        state_operations=[{back}],
    )
    {operation}
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.rule import Hazard, rule


@rule("MS708", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for lost in step.change.swallowed:
        place = f"{lost.table}.{lost.column}" if lost.column else lost.table
        yield Hazard(
            f"{place} keeps its {' and '.join(lost.what)}: {lost.by} has changed the state alone, "
            "so Django finds nothing left to do.",
            Action("", lost.table, (lost.column,) if lost.column else ()),
            code={"back": lost.back},
        )
