"""What replication makes of this operation is not known.

What happens:
    It could not be read, or nobody has tried it.  A deployment over two databases that goes
    wrong in silence is worse than one that stops, so the plan takes it for one that goes
    wrong.

When it is fine:
    Somebody who knows the operation has tried it with rows coming from blue, in a rehearsal.

Instead:
    # {guard}
    # a migration of its own, for a deploy in place:
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


@rule("MS823", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for each in told(step, Direction.FORWARD, Fate.UNKNOWN, held=False):
        yield hazard(each, f"What becomes of rows from blue is not known: {each.because}")
