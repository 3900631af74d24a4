"""The index cannot become the index of a constraint.

What happens:
    ADD CONSTRAINT .. USING INDEX takes a unique index over plain columns of all rows.  One that
    is not unique, has a condition or is over an expression is refused.

When it is fine:
    The index is unique, without WHERE, over columns.

Instead:
    class Migration(migrations.Migration):
        atomic = False  # CONCURRENTLY cannot run inside a transaction

        operations = [
            migrations.RunSQL(
                'CREATE UNIQUE INDEX CONCURRENTLY "{name}_idx" ON "{table}" ({columns})',
                'DROP INDEX CONCURRENTLY "{name}_idx"',
            ),
        ]
    # and the next migration names that one
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule

SHAPES = (
    "ADD UNIQUE USING INDEX",
    "ADD PRIMARY KEY USING INDEX",
    "ADD PRIMARY KEY USING INDEX (nullable columns)",
)


@rule("MS619", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting(*SHAPES):
        if "index unfit" in action.flags:
            yield Hazard(
                f"Adding {action.name} to {action.table} fails: its index is not unique over "
                "plain columns of all rows.",
                action,
            )
