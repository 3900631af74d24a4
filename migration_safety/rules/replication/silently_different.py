"""Rows of green differ from those of blue, and nothing says so.

What happens:
    The apply worker goes on, the lag is zero, no error is counted, and rows are not what the
    migration would have made of them: they arrive later than it ran, or another way than it
    thinks.

When it is fine:
    The operation runs in place, or once more in the switch, when nobody writes; or a trigger
    on green does to each row what it does to all: a single UPDATE in RunSQL is repeated by a
    trigger of ours.

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


@rule("MS822", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for each in told(step, Direction.FORWARD, Fate.SILENT, held=False):
        yield hazard(each, f"Rows of {each.table} differ without a word: {each.because}")
