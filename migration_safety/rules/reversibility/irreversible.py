"""The operation cannot be taken back.

What happens:
    `migrate` to an earlier migration stops with IrreversibleError, in the middle of an
    incident, when the new release must go.  Django asks the operation alone: it stops too
    where a router keeps the operation from this database.

When it is fine:
    The operation says what its reverse does, even if that is nothing (noop).

Instead:
    # RunPython: reverse_code; RunSQL: reverse_sql; where nothing must be undone, say so
    migrations.RunPython(forwards, migrations.RunPython.noop)
    migrations.RunSQL("...", migrations.RunSQL.noop)
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS401", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for change in step.changes:
        if not (change.reversible or change.state_only):
            yield Hazard(
                f"{history.migration} cannot be unapplied: its {change.kind} has no reverse."
            )
