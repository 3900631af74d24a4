"""SQL is put together with values.

What happens:
    A value with a quote in it breaks the statement, or becomes part of it.  It works on the
    developer's rows and fails, or does worse, on the first name such as O'Brien.

When it is fine:
    Only names of the schema, or quoted ones, are put in.

Instead:
    # the driver puts the values in
    def change(apps, schema_editor):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("UPDATE people_person SET name = %s WHERE id = %s", ["O'Brien", 1])
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS509", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for function in step.functions:
        for line in function.built:
            yield Hazard(f"SQL is put together with values ({function.name}, line {line}).")
