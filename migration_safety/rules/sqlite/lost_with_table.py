"""SQLite drops a trigger or an index with the table that Django makes anew.

What happens:
    To alter the table Django copies it to a new one and drops the old.  It builds again the
    indexes and constraints that the models name.  Triggers, and indexes made by SQL written by
    hand, are gone with the old table, and no error says so.

When it is fine:
    The same operation, or one that follows, makes it again.

Instead:
    operations = [
        {operation},
        # again, as it was
        migrations.RunSQL({again}, "..."),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, names, python, rule


@rule("MS231", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    remake = step.remake
    if remake and remake.lost:
        lost = [f"the {each.kind} {each.name}" for each in remake.lost]
        yield Hazard(
            f"On SQLite {names(lost)} of {names(remake.tables)} is gone afterwards: Django makes "
            "the table anew without it.",
            tables=remake.tables,
            code={"again": python([each.sql for each in remake.lost])},
        )
