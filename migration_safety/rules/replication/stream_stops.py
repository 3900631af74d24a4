"""Replication to green stops at this operation, and no shim helps.

What happens:
    Green has the new schema while rows still come from blue.  A row that does not fit makes the
    apply worker fail; it tries the same row for ever, green falls behind, and blue keeps the
    log of all that.

When it is fine:
    The operation runs in place, or in the contract phase, when nothing comes from blue any
    more.

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


@rule("MS821", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for each in told(step, Direction.FORWARD, Fate.LOUD, held=False):
        yield hazard(each, f"Rows from blue stop at {each.table}: {each.because}")
