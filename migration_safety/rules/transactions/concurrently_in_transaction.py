"""PostgreSQL refuses the statement inside a transaction.

What happens:
    CONCURRENTLY and VACUUM commit on their own and cannot be part of a transaction.  A
    migration is one unless it says atomic = False; and even then the statements of one
    RunSQL string are run as one transaction.

When it is fine:
    atomic = False, and the statement is a string of its own.

Instead:
    class Migration(migrations.Migration):
        atomic = False

        operations = [
            {safe},
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, python, rule


@rule("MS602", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    code = {"safe": _one_by_one(step)}
    for statement in step.statements:
        if statement.error and not statement.sql and not statement.actions:
            yield Hazard(f"{history.migration} fails: {statement.error}", code=code)
    for statement, action in step.flagged("no transaction"):
        if statement.atomic:
            about = f" of {action.name or action.table}" if action.name or action.table else ""
            yield Hazard(f"{action.shape}{about} fails: {_why(history)}.", action, code=code)


def _why(history: History) -> str:
    if history.migration.atomic:
        return "the migration is one transaction"
    return "the statements of one RunSQL string are one transaction"


def _one_by_one(step: Step) -> str:
    """Each statement of RunSQL as a string of its own; other operations as they are."""
    if step.change.kind != "RunSQL" or len(step.statements) == 1:
        return step.source.text or f"migrations.{step.change.kind}(...)"
    every = python([statement.sql for statement in step.statements])
    return f"migrations.RunSQL({every}, migrations.RunSQL.noop)"
