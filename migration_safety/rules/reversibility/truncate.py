"""TRUNCATE empties the table for good.

What happens:
    All rows are gone at once, also for the running release; with CASCADE those of every
    table that refers to it.  No reverse brings them back.

When it is fine:
    The table is created by the same migration.

Instead:
    # delete what is really meant, in batches that can be watched and stopped
    def delete(apps, schema_editor):
        rows = apps.get_model("{app}", "{model}").objects.using(schema_editor.connection.alias)
        while keys := list(rows.filter(obsolete=True).values_list("pk", flat=True)[:1000]):
            rows.filter(pk__in=keys).delete()

    class Migration(migrations.Migration):
        atomic = False

        operations = [migrations.RunPython(delete, migrations.RunPython.noop)]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, names, rule


@rule("MS405", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("TRUNCATE"):
        if not action.fresh:
            tables = (action.table, *(table for _, table in action.others))
            yield Hazard(f"All rows of {names(tables)} are lost for good.", action, tables)
