"""The way back fails on a database with rows.

What happens:
    The migration was applied to a database full of rows and then unapplied, and that failed.
    Whoever needs the way back needs it in the middle of an incident.

When it is fine:
    The way back of this release is another one (restore, forward fix), and that was practised.

Instead:
    # mend the reverse of the operation, and run test_rollback again
    {operation}
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS451", Severity.ERROR, sandbox=True)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for trial in history.trials(step):
        back = trial.backward
        if back and back.failed and not back.irreversible:
            yield Hazard(f"Going back from {back.failed} fails: {back.error}.", whole=True)
