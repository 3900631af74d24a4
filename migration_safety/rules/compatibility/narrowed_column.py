"""The column takes less than before, and the running release does not know.

What happens:
    Old processes go on writing values that no longer fit: each such INSERT or UPDATE fails.
    A stored value that does not fit makes the migration itself fail.

When it is fine:
    The running code already refuses what will not fit, and no stored value is larger; or
    the table is created by the same migration.

Instead:
    # 1. ship code that writes nothing larger, and let the database refuse it from then on
    from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint

    AddConstraintNotValid(
        "{model_lower}",
        models.CheckConstraint(condition=<what fits>, name="{table}_{column}_fits"),
    )
    # 2. the next migration, once the rows that do not fit have been mended
    ValidateConstraint("{model_lower}", name="{table}_{column}_fits")
    # 3. the type itself may stay as wide as it is: the constraint says what is allowed
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS310", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.flagged("narrows"):
        if not action.fresh:
            yield Hazard(
                f"The running release may still write to {action.table}.{action.columns[0]} "
                f"what no longer fits ({action.detail}).",
                action,
            )
