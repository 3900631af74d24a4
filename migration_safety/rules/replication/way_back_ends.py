"""After the switch there is no way back that keeps the rows of green.

What happens:
    Rows that are written on green go back to blue, so that a rollback loses nothing.  From this
    operation on they do not fit, or arrive as something else: the switch is the point of no
    return.

When it is fine:
    A rollback is not wanted after the switch, or the old code can live with what it finds on
    blue.

Instead:
    # {guard}
    # a release of its own, so that this one can be taken back:
    {operation}
    # ...
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.deployment.verdict import Direction, Fate
from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.replicated import hazard, told
from migration_safety.rules.rule import Hazard, rule


@rule("MS824", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    fates = (Fate.LOUD, Fate.SILENT, Fate.LOSSY, Fate.UNKNOWN)
    for each in told(step, Direction.REVERSE, *fates, held=False):
        yield hazard(each, f"The way back to blue ends with the switch: {each.because}")
