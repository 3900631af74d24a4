"""The way back adds a column again for which Django has no value.

What happens:
    The reverse of RemoveField adds the column.  It is NOT NULL and its field has no
    default, so as soon as the table holds one row the way back fails, however urgent.

When it is fine:
    The field may be NULL or has a default; or the table is created by the same migration.

Instead:
    # in the release before, so that the field can come back empty: null=True
    migrations.RunSQL(
        'ALTER TABLE "{table}" ALTER COLUMN "{column}" DROP NOT NULL',
        migrations.RunSQL.noop,
        state_operations=[
            migrations.AlterField("{model_lower}", "{field}", models.Field(..., null=True)),
        ],
    )
    # then the operation that you have now
    {operation}
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS403", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    if all(change.refills or change.state_only for change in step.changes):
        return
    for _, action in step.acting("DROP COLUMN"):
        if not action.fresh:
            yield Hazard(
                f"The way back fails once {action.table} has rows: {action.columns[0]} "
                "takes no NULL, and its field has no default.",
                action,
            )
