"""A suppression that is not honoured: no reason, no such rule, no date, or the wrong place.

What happens:
    Whoever wrote it believes that a danger is accepted; it is not, and is reported as if the
    comment were not there.  A suppression needs a known rule, a reason, and an operation on
    which it stands.  Its date is written as 2027-01-31.

When it is fine:
    Never: mend the comment, or delete it.

Instead:
    # safe: {rules} because the table has 12 rows; until 2099-12-31; owner platform
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule

ID = re.compile(r"MS\d{3}")


@rule("MS730", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for each in history.suppressions(step):
        if each.problem:
            yield Hazard(
                f"This suppression is not honoured. {each.problem}",
                source=each.source,
                whole=each in history.migration.suppressions,
                code={"rules": ", ".join(filter(ID.fullmatch, each.rules)) or "MS101"},
            )
