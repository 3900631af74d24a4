"""The migration fails on a database with rows.

What happens:
    The migration was applied to a database full of rows, and that failed: values that a new
    constraint refuses, NULLs in a column that takes none, Python that trips over a row.  On the
    empty database of the tests it had passed.  Where rows were generated it is tried again on
    empty tables; where it passes there, this is a warning.

When it is fine:
    The rows were generated, and production has none of that kind.  A clone of production tells.

Instead:
    # mend what the rows need before this operation, in a migration of its own
    {operation}
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS450", Severity.ERROR, sandbox=True)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for trial in history.trials(step):
        leg = trial.forward
        if leg.failed:
            yield Hazard(f"{leg.failed} fails on rows: {leg.error}.", whole=True)
        elif trial.filled.refused:
            yield Hazard(
                f"{', '.join(trial.migrations)} fails on generated rows: {trial.filled.refused}."
                " On empty tables it passes, and nothing else of it is proven.",
                whole=True,
                severity=Severity.WARNING,
            )
