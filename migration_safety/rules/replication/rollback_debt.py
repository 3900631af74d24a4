"""A rollback after the switch loses what blue has no place for.

What happens:
    The way back works, and blue cannot hold all of it: columns and tables that it does not
    have, digits that were cut.  The longer green serves, the more of it there is.

When it is fine:
    The new code can go without, or what is lost is copied aside before a rollback.

Instead:
    # before a rollback: copy aside what blue has no place for
    # COPY (SELECT ... FROM ...) TO STDOUT
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.deployment.verdict import Direction, Fate
from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.replicated import hazard, told
from migration_safety.rules.rule import Hazard, rule


@rule("MS825", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for each in told(step, Direction.REVERSE, Fate.LOSSY, held=True):
        yield hazard(each, f"A rollback loses a part of {each.table}: {each.because}")
