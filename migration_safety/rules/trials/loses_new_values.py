"""The way back drops what was written into new columns and tables.

What happens:
    What the new code has written into columns or tables that the migration made is gone after the
    way back, as they are.  Rows of others may go with them.

When it is fine:
    The values can be made again, or the release is rolled back before anybody relies on them.

Instead:
    # last of the operations: its reverse runs first, and can copy the values away
    migrations.RunSQL(migrations.RunSQL.noop, "...")
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, names, rule


@rule("MS460", Severity.INFO, sandbox=True)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for trial in history.trials(step):
        found = trial.bill.dropped if trial.bill else ()
        if found:
            tables = tuple(dict.fromkeys(each.table for each in found))
            places = names(each.place for each in found)
            says = f"The way back drops what was written into {places}."
            yield Hazard(says, tables=tables, whole=True, loss=places)
