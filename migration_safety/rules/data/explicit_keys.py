"""Rows are inserted with keys that the sequence does not know of.

What happens:
    A key that is given leaves the sequence where it is.  When it reaches that number, the
    INSERT of an innocent user fails: "duplicate key value violates unique constraint".

When it is fine:
    The sequence is set afterwards, in the same migration (setval).

Instead:
    operations = [
        {operation},
        # the next number is one that is free
        migrations.RunSQL(
            "SELECT setval(pg_get_serial_sequence('{table}', '{column}'), MAX({column})) "
            "FROM {table}",
            migrations.RunSQL.noop,
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.python import action, at, names
from migration_safety.rules.rule import Hazard, rule


@rule("MS507", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """Told once for each table."""
    if any("setval" in each.detail for _, each in history.migration.acting("SELECT")):
        return
    told: set[str] = set()
    for function in step.functions:
        for query in function.queries:
            if query.keyed and query.table not in told:
                told.add(query.table)
                yield Hazard(
                    f"{query.short} gives a row of {query.table} its key, and its sequence does "
                    f"not know {at(function, query)}.",
                    action(query),
                    code={**names(query), "column": "".join(query.columns[:1]) or "id"},
                )
