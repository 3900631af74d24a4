"""Rows that the new schema takes stop the way back.

What happens:
    After the way forward rows were written that the new schema allows, then the migration was
    unapplied, and that failed: a longer text, a NULL, a duplicate.  The way back is there until
    the first such row is written, which may be seconds after the deploy.

When it is fine:
    The new code does not write such values before the release has proven itself.

Instead:
    # last of the operations: its reverse runs first, and makes such rows fit
    migrations.RunSQL(migrations.RunSQL.noop, "...")
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.trial.bills.bill import What
from migration_safety.rules.rule import Hazard, rule


@rule("MS458", Severity.WARNING, sandbox=True)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for trial in history.trials(step):
        for each in trial.bill.of(What.BLOCKS) if trial.bill else ():
            says = f"The way back fails after {each.scenario} in {each.place}: {each.error}."
            loss = f"{each.place} blocks after {each.scenario}"
            yield Hazard(says, tables=(each.table,), whole=True, loss=loss)
