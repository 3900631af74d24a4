"""Python of a migration uses a model as the code has it today.

What happens:
    The class that is imported names the columns of today's model in every query.  Once the
    model gains a field, or loses one, the migration fails on each database that is built from
    the first migration on: CI's, a new colleague's, a new region's.

When it is fine:
    Never for queries.  Constants of the model may be copied into the migration.

Instead:
    # the model as it is at this point of the history
    def change(apps, schema_editor):
        {model} = apps.get_model("{app}", "{model}")
        rows = {model}.objects.using(schema_editor.connection.alias)
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.python import action, at, names
from migration_safety.rules.rule import Hazard, rule


@rule("MS503", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """Told once for each model; an error where today's columns are not there yet."""
    for function in step.functions:
        told: set[str] = set()
        for query in function.queries:
            if query.historical or query.model in told:
                continue
            told.add(query.model)
            fails = f", and fails: {', '.join(query.ahead)} is not there yet" if query.ahead else ""
            yield Hazard(
                f"{query.short} uses {query.model} as the code has it today{fails} "
                f"{at(function, query)}.",
                action(query),
                severity=Severity.ERROR if query.ahead else None,
                code=names(query),
            )
