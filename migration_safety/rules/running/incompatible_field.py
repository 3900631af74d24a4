"""Django cannot alter one field into the other, and raises an error when it comes to it.

What happens:
    A many-to-many field has a table of its own instead of a column.  Django neither alters
    one to or from another kind of field, nor gives it another through= model.
    `makemigrations` writes the operation all the same, and `migrate` stops there.

When it is fine:
    Never: it fails on every database.

Instead:
    # the table stays as it is; a model for it enters the state, and the field names that
    migrations.SeparateDatabaseAndState(
        state_operations=[
            migrations.CreateModel(
                "...",  # the model that through= names, with the columns that the table has
                [...],
                options={"db_table": "{table}_{field}"},
            ),
            {operation},
        ],
    )
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.rule import Hazard, rule


@rule("MS630", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, _ in step.acting("INCOMPATIBLE FIELD"):
        table, field = step.change.table, step.change.field
        yield Hazard(
            f"{history.migration} fails at {table}, field {field}: {statement.error}",
            Action("", table, (field,)),
        )
