"""There is no way back: Django refuses to unapply the migration.

What happens:
    `migrate` to the migration before stops at once with IrreversibleError.  What is left in an
    incident is a forward fix, the old code on the new schema, or the backup.

When it is fine:
    One of these was chosen and practised; say so in a ledger, with the reason.

Instead:
    # give the operation a reverse that brings back what it takes
    migrations.RunPython(forwards, backwards)
    migrations.RunSQL("...", "...")
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS452", Severity.ERROR, sandbox=True)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for trial in history.trials(step):
        back = trial.backward
        if back and back.failed and back.irreversible:
            yield Hazard(f"{back.failed} cannot be unapplied: {back.error}.", whole=True)
