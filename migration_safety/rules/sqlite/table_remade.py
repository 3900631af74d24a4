"""SQLite makes the table anew and copies every row.

What happens:
    SQLite can alter little of a table.  Django makes another, copies all rows to it, drops the
    old one, renames the new one and builds its indexes.  SQLite has a single lock for writing:
    until all is done nobody else writes to any table of the database.  The copy needs about
    as much free disk as the table has.

When it is fine:
    The table is small, or nobody writes meanwhile.  Nullable columns without a default, plain
    columns that go, new indexes and other names for columns need no copy.

Instead:
    # run it while nobody writes: each operation on the table copies it once more
    {operation}
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, names, rule


@rule("MS230", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    remake = step.remake
    if remake and remake.tables:
        often = f" {remake.times} times" if remake.times > len(remake.tables) else ""
        yield Hazard(
            f"On SQLite every row of {names(remake.tables)} is copied to a new table{often}, and "
            "nobody else writes to the database meanwhile.",
            tables=remake.tables,
        )
