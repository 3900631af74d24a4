"""Rows from blue fit green only with a shim.

What happens:
    Without it replication stops at this operation, or rows differ without a word.  The plan
    makes it after green is migrated, and takes it away in the contract phase; undoing it may
    need a lock.

When it is fine:
    Always, as long as the plan makes it: this says what stands between blue and green.

Instead:
    # {guard}
    # or fit both schemas: a default of the database, and the rest in a later release
    # migrations.AddField("...", "...", models.IntegerField(db_default=0))
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.deployment.verdict import Direction, Fate
from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.replicated import hazard, told
from migration_safety.rules.rule import Hazard, rule


@rule("MS826", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for each in told(step, Direction.FORWARD, Fate.LOUD, Fate.SILENT, held=True):
        if each.shims:
            yield hazard(each, f"Rows of {each.table} need a shim: {each.because}")
