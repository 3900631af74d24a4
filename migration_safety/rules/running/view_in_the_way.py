"""A view uses the column that is changed.

What happens:
    PostgreSQL refuses to change the type of a column that a view, a materialized view or a
    rule uses, and to drop what one needs without CASCADE.

When it is fine:
    The view reads a column of that name from another of its tables: a warning, where it has
    several.

Instead:
    migrations.RunSQL('DROP VIEW "{view}"', migrations.RunSQL.noop)
    {operation}
    # then the view as it was, with its CREATE VIEW
    migrations.RunSQL('CREATE VIEW "{view}" AS SELECT ...', 'DROP VIEW "{view}"')
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS608", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.flagged("view in the way"):
        view = action.other("view in the way") or "a view"
        reads = f"reads a column {action.columns[0]}" if action.columns else "reads it"
        certain = "reads no other table" in action.flags
        yield Hazard(
            f"{action.shape.partition(' (')[0]} on {action.table} fails: {view} {reads}.",
            action,
            severity=None if certain else Severity.WARNING,
            code={"view": view},
        )
