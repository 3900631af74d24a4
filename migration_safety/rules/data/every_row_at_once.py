"""One statement changes or deletes every row of the table.

What happens:
    Each row stays locked until the whole statement, and its transaction, has finished: every
    other UPDATE or DELETE of one of them waits.  The table grows by a copy of each row, and
    replicas fall behind.

When it is fine:
    The table is small, or created by the same migration.

Instead:
    # batches by primary key, each in a transaction of its own
    from django.db import migrations, transaction

    def change(apps, schema_editor):
        alias = schema_editor.connection.alias
        rows = apps.get_model("{app}", "{model}").objects.using(alias)
        keys = rows.order_by("pk").values_list("pk", flat=True)
        batch = list(keys[:1000])
        while batch:
            with transaction.atomic(using=alias):
                rows.filter(pk__in=batch).{change}
            batch = list(keys.filter(pk__gt=batch[-1])[:1000])

    class Migration(migrations.Migration):
        atomic = False

        operations = [migrations.RunPython(change, migrations.RunPython.noop)]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migration_safety.core.finding import Severity
from migration_safety.core.operations.function import Reach
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.python import action, at, names, small, writes
from migration_safety.rules.rule import Hazard, rule


@rule("MS502", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    told = set()
    for function, query in writes(step):
        if query.reach is Reach.EVERY:
            told.add((query.shape, query.table))
            change = query.call + query.text.rpartition(f".{query.call}")[2]
            yield _hazard(
                action(query), f" {at(function, query)}", {**names(query), "change": change}
            )
    for _, found in step.acting("UPDATE", "DELETE"):
        new = (found.shape, found.table) not in told and not small(step, found.table)
        if "every row" in found.flags and not found.fresh and new:
            columns = ", ".join(f"{column}=..." for column in found.columns)
            yield _hazard(found, "", {"change": f"update({columns})" if columns else "delete()"})


def _hazard(found: Action, where: str, code: Mapping[str, str]) -> Hazard:
    return Hazard(
        f"{found.shape} of every row of {found.table}: all of them stay locked until the "
        f"transaction ends{where}.",
        found,
        code=code,
    )
