"""Python of a migration asks the default database, whichever is being migrated.

What happens:
    `migrate --database other` runs the function with the other database's schema editor, and
    `Model.objects` without using() goes to the default one: rows of the wrong database are
    changed, and those of the right one are not.

When it is fine:
    The project has one database.

Instead:
    # the database that is being migrated
    def change(apps, schema_editor):
        alias = schema_editor.connection.alias
        rows = apps.get_model("{app}", "{model}").objects.using(alias)
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.python import action, at, names
from migration_safety.rules.rule import Hazard, rule


@rule("MS510", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """Told once for each model."""
    if len(history.plan.databases) < 2:
        return
    for function in step.functions:
        told: set[str] = set()
        for query in function.queries:
            if query.shape and not query.routed and query.model not in told:
                told.add(query.model)
                yield Hazard(
                    f"{query.short} goes to the default database, whichever is being migrated "
                    f"{at(function, query)}.",
                    action(query),
                    code=names(query),
                )
