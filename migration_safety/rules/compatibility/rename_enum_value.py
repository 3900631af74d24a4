"""The running release writes a value of an enum under its old name.

What happens:
    The rename takes effect at once for all rows.  Until the last old process has stopped,
    each of its queries that names the old value fails, and it reads values that it does
    not know.

When it is fine:
    No code names the value.

Instead:
    # 1. a new value beside the old one, in a migration of its own
    migrations.RunSQL({add}, migrations.RunSQL.noop)
    # 2. ship code that reads both and writes the new one, then change the rows in batches
    # 3. the old value stays unused: PostgreSQL cannot drop one
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS311", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("ALTER TYPE RENAME VALUE"):
        old, _, new = action.detail.partition(" -> ")
        yield Hazard(
            f"Every query of the running release that names the value {old} of the type "
            f"{action.name} fails: it is now {new}.",
            action,
            code={"add": repr(f"ALTER TYPE {action.name} ADD VALUE '{new}'")},
        )
