"""Django fills every NULL with the default while nobody can use the table.

What happens:
    To make a nullable column NOT NULL, AlterField with a default first gives the column that
    default, which takes ACCESS EXCLUSIVE, and then runs UPDATE .. WHERE column IS NULL over
    the whole table in the same transaction.  Every changed row is written again, in all
    indexes, before anybody can read the table.

When it is fine:
    The table is created by the same migration.  Filled in batches, before and outside of
    this transaction, the rows are ready and only the constraint is left.

Instead:
    # 1. a migration before: batches of a transaction each, so that nobody waits for long
    from django.db.models.expressions import RawSQL

    def fill(apps, schema_editor):
        rows = apps.get_model("{app}", "{model}").objects.using(schema_editor.connection.alias)
        while batch := list(rows.filter({field}=None).values_list("pk", flat=True)[:1000]):
            rows.filter(pk__in=batch).update({field}=RawSQL({value}, ()))

    class Migration(migrations.Migration):
        atomic = False

        operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

    # 2. NOT NULL by way of a validated CHECK, as MS205 shows
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.effect import Blocks
from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, python, rule


@rule("MS206", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement in step.filling():
        for action in statement.acting("UPDATE"):
            if history.blocked(statement, action.table) is Blocks.EVERYTHING:
                column = action.columns[0]
                value = statement.sql.partition("= ")[2].rpartition(" WHERE ")[0]
                yield Hazard(
                    f"Nobody can read or write {action.table} while every NULL in {column} is "
                    "replaced by the default.",
                    action,
                    code={"value": python([value])},
                )
