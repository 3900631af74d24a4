"""After the way back the migration cannot be applied again.

What happens:
    Forward and back came through, and forward again failed: rows or objects were left over that
    the migration makes once more.  The release that was rolled back cannot be shipped a second
    time.

When it is fine:
    Never: the next attempt to ship meets the same database.

Instead:
    # let the reverse remove what the operation has made
    migrations.RunSQL("...", "...")
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS453", Severity.ERROR, sandbox=True)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for trial in history.trials(step):
        again = trial.again
        # Where the way back has failed, what is left over is its fault.
        if again and again.failed and trial.backward and not trial.backward.failed:
            yield Hazard(f"{again.failed} fails when applied again: {again.error}.", whole=True)
        elif trial.bill and trial.bill.again:
            said = "With rows that were written after it, it fails when applied again"
            yield Hazard(f"{said}: {trial.bill.again}.", whole=True)
