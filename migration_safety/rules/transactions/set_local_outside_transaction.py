"""SET LOCAL outside a transaction does nothing.

What happens:
    SET LOCAL lasts until the end of the transaction.  With atomic = False each statement is
    a transaction of its own: PostgreSQL answers with a warning that nobody sees, and the
    statements that follow run without the setting.

When it is fine:
    The migration is atomic, or the statement stands in one RunSQL string with those that
    need it.

Instead:
    migrations.RunSQL("SET {name} = ...", "RESET {name}")
    # the operations that need it, and after them
    migrations.RunSQL("RESET {name}", "SET {name} = ...")
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS603", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting("SET LOCAL"):
        if not statement.atomic:
            yield Hazard(
                f"SET LOCAL {action.name} has no effect: {history.migration} is not atomic, "
                "and the statement is a transaction by itself.",
                action,
            )
