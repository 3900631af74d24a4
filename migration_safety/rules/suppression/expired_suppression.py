"""A suppression whose last day is over.

What happens:
    Somebody accepted the danger until a date, which is past.  The findings that it covered
    are reported again, as if it were not there.

When it is fine:
    Never: mend what it was about, or accept it for longer, with the reason that holds today.

Instead:
    # safe: {rules} because the table has 12 rows; until 2099-12-31
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, names, rule


@rule("MS732", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for each in history.suppressions(step):
        if each.expired and each.until:
            owner = f" Ask its owner, {each.owner}." if each.owner else ""
            yield Hazard(
                f"{names(each.rules)} was accepted until {each.until.isoformat()}, which is over"
                f" ({each.reason}).{owner}",
                source=each.source,
                whole=each in history.migration.suppressions,
                code={"rules": ", ".join(each.rules)},
            )
