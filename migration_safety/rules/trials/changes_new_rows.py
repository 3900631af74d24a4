"""The way back silently changes rows that were written after the way forward.

What happens:
    After the way forward rows were written that the new schema allows, then the migration was
    unapplied.  That came through, but values of columns that stay are not what was written
    (PostgreSQL cuts a text where Django casts it to a shorter one, and rounds a number), rows are
    gone from tables that stay, or rows that were deleted are there again.

When it is fine:
    The new code does not write such values before the release has proven itself.

Instead:
    # last of the operations: its reverse runs first, and refuses what does not fit
    migrations.RunSQL(migrations.RunSQL.noop, "...")
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS463", Severity.ERROR, sandbox=True)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for trial in history.trials(step):
        for each in trial.bill.changed if trial.bill else ():
            done = f"{each.what.value}, {each.detail}" if each.detail else each.what.value
            says = f"The way back changes {each.place} after {each.scenario}: {done}."
            loss = f"{each.place} {done} after {each.scenario}"
            yield Hazard(says, tables=(each.table,), whole=True, loss=loss)
