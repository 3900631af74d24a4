"""A suppression that covers no finding.

What happens:
    The danger is gone, or was never there, and the comment or the ledger's entry stayed. The
    next danger of the same kind in this place would be accepted by nobody, and in silence.

When it is fine:
    The rule finds something in another run only: with --deploy, or with another database.
    What only a run on a sandbox can find (--observe) is not held against a prediction.

Instead:
    # delete the comment or the entry, or those of its ids that find nothing: {rules}
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, names, rule


@rule("MS731", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for each in history.suppressions(step):
        if each.unused:
            yield Hazard(
                f"Nothing is found here of {names(each.unused)}, which this suppression accepts.",
                source=each.source,
                whole=each in history.migration.suppressions,
                code={"rules": ", ".join(each.unused)},
            )
