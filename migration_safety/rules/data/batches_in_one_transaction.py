"""Batches that all commit at once.

What happens:
    The loop goes through the rows in batches, but one transaction is around all of them: that
    of the migration, or one of the function's own.  Every row stays locked until the last batch
    is done, dead rows pile up, and a failure undoes all.  The batches save memory, and nothing
    else.

When it is fine:
    The table is small, or created by the same migration.

Instead:
    # no transaction around the migration, one for each batch
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

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.operations.function import Around, Query, Reach
from migration_safety.core.plan import History, Step
from migration_safety.rules.python import action, at, names, together, writes
from migration_safety.rules.rule import Hazard, rule


@rule("MS505", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """Told once for each table."""
    told: set[str] = set()
    for function, query in writes(step):
        if _in_batches(query) and together(step, query) and query.table not in told:
            told.add(query.table)
            yield Hazard(
                f"The batches of {query.table} commit at once, so its rows stay locked until the "
                f"last one is done: {query.short} {at(function, query)}.",
                action(query),
                code={**names(query), "change": _change(query)},
            )


def _in_batches(query: Query) -> bool:
    if query.loop is None or query.shape == "INSERT":
        return False  # nobody waits for rows that only this transaction sees
    return query.loop.around is Around.BATCHES or (
        query.loop.around is Around.ROWS and query.reach is not Reach.ONE and "bulk" in query.call
    )


def _change(query: Query) -> str:
    """The method called, where it is one of a queryset's."""
    if query.call == "update":
        return "update" + query.text.rpartition(".update")[2]
    return "delete()" if query.shape == "DELETE" else "update(...)"
