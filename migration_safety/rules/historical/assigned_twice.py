"""An UPDATE gives one column two values.

What happens:
    PostgreSQL refuses the statement: "multiple assignments to same column".

When it is fine:
    Never.

Instead:
    migrations.RunSQL("UPDATE {table} SET {column} = ... WHERE ...", migrations.RunSQL.noop)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS614", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("UPDATE"):
        for column, times in Counter(action.columns).items():
            if times > 1:
                yield Hazard(
                    f"The UPDATE of {action.table} fails: it assigns {column} {times} times.",
                    action,
                )
