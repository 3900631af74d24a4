"""Django forgets a field whose column still asks for a value.

What happens:
    The new release no longer names the column in INSERT.  The column is NOT NULL and has no
    default in the database, so each INSERT of the new release fails.

When it is fine:
    The same migration, or an earlier one, lets the column be NULL or gives it a default.

Instead:
    migrations.SeparateDatabaseAndState(
        state_operations=[migrations.RemoveField("{model_lower}", "{field}")],
        database_operations=[
            migrations.RunSQL(
                'ALTER TABLE "{table}" ALTER COLUMN "{column}" DROP NOT NULL',
                migrations.RunSQL.noop,
            ),
        ],
    )
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.rule import Hazard, rule


@rule("MS313", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for change in step.changes:
        for left in change.leaves:
            if left.required and change.kind == "RemoveField" and left.table == change.table:
                yield Hazard(
                    f"Every INSERT of the new release into {left.table} fails: it leaves out "
                    f"{left.column}, which takes no NULL and has no default.",
                    Action("", left.table, (left.column,)),
                    code={"model_lower": change.model.lower(), "field": change.field},
                )
