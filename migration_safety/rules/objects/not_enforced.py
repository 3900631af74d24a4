"""The constraint is NOT ENFORCED: nothing is ever checked.

What happens:
    PostgreSQL 18 keeps the constraint in its catalog and looks at no row, neither those that
    exist nor those that are written from now on.  Code and people read the definition and rely
    on it.

When it is fine:
    The data is checked elsewhere, and the constraint is there for documentation.

Instead:
    # checked for new rows from now on
    migrations.RunSQL({sql}, migrations.RunSQL.noop)
    # the next migration: for the others, while reads and writes go on
    migrations.RunSQL(
        'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{name}"', migrations.RunSQL.noop
    )
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule

SHAPES = ("ADD CHECK NOT VALID", "ADD FOREIGN KEY NOT VALID", "CREATE TABLE")


@rule("MS806", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting(*SHAPES, "ALTER CONSTRAINT NOT ENFORCED"):
        if "not enforced" in action.flags or action.shape.startswith("ALTER"):
            what = f"{action.name} of {action.table}" if action.name else action.table
            enforced = statement.sql.replace("NOT ENFORCED", "NOT VALID")
            yield Hazard(
                f"Nothing is held against a constraint of {what}: it is NOT ENFORCED.",
                action,
                code={"sql": repr(enforced if action.shape in SHAPES[:2] else "...")},
            )
