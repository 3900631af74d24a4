"""A constraint is added NOT VALID, and nothing validates it.

What happens:
    New rows are held against it, the old ones never were.  PostgreSQL does not trust it:
    SET NOT NULL still reads the whole table, and the planner cannot use it.

When it is fine:
    A later migration validates it.  If it has yet to be written, this says so.

Instead:
    # the next migration: reads the table while reads and writes go on
    from django.contrib.postgres.operations import ValidateConstraint

    ValidateConstraint("{model_lower}", name="{name}")
    # a foreign key, which Django has no operation for
    migrations.RunSQL(
        'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{name}"', migrations.RunSQL.noop
    )
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action, Statement
from migration_safety.rules.rule import Hazard, rule

ADDED = ("ADD CHECK NOT VALID", "ADD FOREIGN KEY NOT VALID", "ADD NOT NULL NOT VALID")
SETTLED = ("VALIDATE ", "DROP ", "RENAME ")


@rule("MS701", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting(*ADDED):
        settled = any(_settles(later, action) for later in _later(statement, history))
        if not settled and "not enforced" not in action.flags:
            yield Hazard(
                f"Nothing validates {action.name}, which {action.table} gets NOT VALID.", action
            )


def _settles(later: Action, added: Action) -> bool:
    whole = later.shape in ("DROP TABLE", "RENAME TABLE") and later.table == added.table
    same = (later.table, later.name) == (added.table, added.name)
    return whole or (same and later.shape.startswith(SETTLED))


def _later(statement: Statement, history: History) -> Iterator[Action]:
    """What the rest of the migration and those after it do."""
    rest = [each for each in history.migration.statements() if each.order > statement.order]
    for migration in history.plan.migrations[len(history.earlier) + 1 :]:
        rest += migration.statements()
    for each in rest:
        yield from each.actions
