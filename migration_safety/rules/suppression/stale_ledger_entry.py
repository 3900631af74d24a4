"""An entry of the ledger fits no operation of its migration any more.

What happens:
    Somebody accepted a danger of an operation as it was then.  The operation has changed
    since, or is gone: what was accepted is not what would run today, so that the entry
    accepts nothing.

When it is fine:
    Never: delete the entry, or accept the operation as it is now.

Instead:
    # delete the entry; to accept what stands there today, have its entry written:
    # manage.py check_migration_safety {app} {migration} --write-baseline new.toml --because "..."
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, names, rule


@rule("MS733", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for each in history.suppressions(step):
        if each.stale:
            yield Hazard(
                f"The ledger accepts {names(each.rules)} of an operation that"
                f" {history.migration} does not have ({each.reason}).",
                source=each.source,
                whole=True,
                code={"migration": history.migration.name},
            )
