"""The operation fails on SQLite, which is the database of these settings.

What happens:
    The migrations were run on an empty database of SQLite, and it refused this one: most
    often it is SQL for PostgreSQL, or a view stands on the table that would be made anew.

When it is fine:
    These settings are not those of production, and nobody migrates with them.

Instead:
    # SQL for one vendor asks which one it runs on
    def forwards(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute("...")


    migrations.RunPython(forwards, migrations.RunPython.noop)
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS232", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    if step.remake and step.remake.refused:
        yield Hazard(f"{history.migration} fails on SQLite: {step.remake.refused}.")
