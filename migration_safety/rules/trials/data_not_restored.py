"""The way back does not restore the data.

What happens:
    After forward and back, columns or rows that were there before the migration do not hold what
    they held: dropped values came back as NULL, rounded ones stayed rounded, a reverse that does
    nothing left what the way forward has changed, rows were deleted or left over.  Nothing
    fails, and nobody is told.

When it is fine:
    What is lost is in the backup, or nobody needs it; say so in a ledger, with the reason.

Instead:
    # keep what is overwritten in a column of its own, from which the reverse brings it back
    migrations.RunSQL("...", "...")
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule
from migration_safety.rules.tried import altered, emptied


@rule("MS457", Severity.ERROR, sandbox=True)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for trial in history.trials(step):
        back = "the way back of all as one" if trial.whole else "the way back"
        for each in trial.back.altered if trial.back else ():
            says = f"After {back} {altered(each)}."
            yield Hazard(says, tables=(each.table,), whole=True, loss=emptied(each))
