"""Rows are changed one by one, all in one transaction.

What happens:
    Each row costs a round trip to the server, and stays locked until the last one is done.
    A million rows take many minutes, during which their writers wait, no vacuum can clean up,
    and a failure starts all over.

When it is fine:
    The table is small; the rows belong to a table that the same migration creates; or each
    row commits by itself (atomic = False, without a transaction around the loop).

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
                changed = list(rows.filter(pk__in=batch))
                for row in changed:
                    row.{field} = ...
                rows.bulk_update(changed, ["{field}"])
            batch = list(keys.filter(pk__gt=batch[-1])[:1000])

    class Migration(migrations.Migration):
        atomic = False

        operations = [migrations.RunPython(change, migrations.RunPython.noop)]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.operations.function import Around, Function, Query, Reach
from migration_safety.core.plan import History, Step
from migration_safety.rules.python import action, at, names, together, writes
from migration_safety.rules.rule import Hazard, rule

DONE = {"INSERT": "inserted", "UPDATE": "updated", "DELETE": "deleted"}


@rule("MS504", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """Told once for each table; of a condition nobody knows how many rows it leaves."""
    told: set[str] = set()
    for function, query in writes(step):
        loop = query.loop
        if loop is None or loop.around is not Around.ROWS or query.table in told:
            continue
        # Beside a condition that may leave few rows, only what happens to them is told.
        whole = loop.every or (query.table == loop.table and query.shape != "INSERT")
        if whole and query.reach is Reach.ONE and together(step, query):
            told.add(query.table)
            yield _hazard(function, query, every=loop.every, source=loop.table)


def _hazard(function: Function, query: Query, *, every: bool, source: str) -> Hazard:
    rows = f"every row of {source}" if every else f"each row of {source} that a condition leaves"
    return Hazard(
        f"Rows of {query.table} are {DONE[query.shape]} one by one, for {rows}, "
        f"in one transaction: {query.short} {at(function, query)}.",
        action(query),
        severity=None if every else Severity.INFO,
        code=names(query),
    )
