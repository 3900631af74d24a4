"""Rows are written as a replica writes them, unchecked.

What happens:
    PostgreSQL checks foreign keys by triggers, and session_replication_role = replica turns
    them off for the session.  Rows that break a key are let in, and nothing finds them later:
    the constraint still says that it is valid.  Audit tables and counters that triggers keep
    fall behind.

When it is fine:
    Rows are loaded that another database has checked, and nobody writes meanwhile.

Instead:
    # let the checks wait for the end, and run them there
    operations = [
        migrations.RunSQL("SET CONSTRAINTS ALL DEFERRED", migrations.RunSQL.noop),
        # what changes the rows, and then
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS506", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("SET", "SET LOCAL"):
        if action.name == "session_replication_role":
            yield Hazard(
                "session_replication_role turns off the checks of foreign keys: rows that break "
                "them stay unnoticed.",
                action,
            )
