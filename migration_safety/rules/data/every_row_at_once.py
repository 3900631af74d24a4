"""One statement changes or deletes every row of the table.

What happens:
    Each row stays locked until the whole statement, and its transaction, has finished: every
    other UPDATE or DELETE of one of them waits.  The table grows by a copy of each row, and
    replicas fall behind.

When it is fine:
    The table is created by the same migration.

Instead:
    # batches that each commit by themselves
    def change(apps, schema_editor):
        rows = apps.get_model("{app}", "{model}").objects.using(schema_editor.connection.alias)
        keys = rows.order_by("pk").values_list("pk", flat=True)
        last = 0
        while batch := list(keys.filter(pk__gt=last)[:1000]):
            rows.filter(pk__in=batch).{change}
            last = batch[-1]

    class Migration(migrations.Migration):
        atomic = False

        operations = [migrations.RunPython(change, migrations.RunPython.noop)]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS502", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("UPDATE", "DELETE"):
        if "every row" in action.flags and not action.fresh:
            columns = ", ".join(f"{column}=..." for column in action.columns)
            change = f"update({columns})" if columns else "delete()"
            yield Hazard(
                f"{action.shape} of every row of {action.table}: all of them stay locked "
                "until the transaction ends.",
                action,
                code={"change": change},
            )
