"""The change of type alters the values that are stored, and nothing brings them back.

What happens:
    The conversion keeps only a part of each value: it rounds numbers, cuts text, forgets the
    time of day.  It does so without an error, for all rows; changing the type back gives
    the shortened values.

When it is fine:
    The part that is lost is not needed; or the table is created by the same migration.

Instead:
    # keep the old column until nobody misses what is lost: a new one beside it
    migrations.RunSQL(
        'ALTER TABLE "{table}" ADD COLUMN "new_{column}" {type}',
        'ALTER TABLE "{table}" DROP COLUMN "new_{column}"',
    )
    # then fill it in batches, let the code use it, and drop the old one in a later release
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS404", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.flagged("loses"):
        if not action.fresh:
            yield Hazard(
                f"Values of {action.table}.{action.columns[0]} lose a part for good "
                f"({action.detail}), without an error.",
                action,
                code={"type": action.detail.partition(" -> ")[2]},
            )
