"""A migration that is not a transaction has several steps that cannot be repeated.

What happens:
    With atomic = False each step commits by itself.  When the second fails, the first stays:
    the migration counts as not applied, and running it again fails at the first step,
    because what it makes is there already.

When it is fine:
    One such step in each migration, or steps that may be repeated (IF EXISTS,
    IF NOT EXISTS, VALIDATE, SET).

Instead:
    # a migration for each step, this one in the next
    class Migration(migrations.Migration):
        atomic = False

        operations = [
            {operation},
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Statement
from migration_safety.rules.rule import Hazard, alone, concurrently, rule

IN_ONE = """\
class Migration(migrations.Migration):
    # one transaction: without `atomic = False`
    operations = [
        {operation},
    ]
"""
APART = """\
# each statement in a migration of its own
{alone}

# and then: now Django knows it too
migrations.SeparateDatabaseAndState(
    state_operations=[
        {operation},
    ],
)
"""
FORMS = {"RunSQL": "{alone}", "SeparateDatabaseAndState": "{alone}"}
ONCE = ("ADD ", "CREATE ", "DROP ", "RENAME ", "ATTACH ", "DETACH ", "SET SCHEMA")


@rule("MS703", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """Told of the step that finds another one committed, once a migration."""
    if history.migration.atomic:
        return
    once = [each for each in history.migration.statements() if _only_once(each)]
    second = next((each for each in once if each.transaction != once[0].transaction), None)
    if second is not None and second in step.statements:
        yield Hazard(
            f"If {_named(second)} fails, {_named(once[0])} is committed already: "
            f"{history.migration} can then neither go on nor be run again.",
            second.actions[0],
            instead=_instead(step) if once[0] in step.statements else "",
            code={"alone": alone(_apart(each) for each in once if each in step.statements)},
        )


def _instead(step: Step) -> str:
    """One transaction, unless an index would be built in it."""
    if not any(step.acting("CREATE INDEX", "CREATE INDEX CONCURRENTLY")):
        return IN_ONE
    return FORMS.get(step.change.kind, APART)


def _apart(statement: Statement) -> tuple[str, str]:
    for action in statement.acting("CREATE INDEX", "CREATE INDEX CONCURRENTLY"):
        built = statement.sql if "CONCURRENTLY" in action.shape else concurrently(statement.sql)
        return built, f'DROP INDEX CONCURRENTLY IF EXISTS "{action.name}"'
    return statement.sql, ""


def _only_once(statement: Statement) -> bool:
    return any(
        action.shape.startswith(ONCE)
        and "EXISTS" not in action.shape
        and not {"if exists", "if not exists"} & action.flags
        for action in statement.actions
    )


def _named(statement: Statement) -> str:
    action = statement.actions[0]
    return f"{action.shape} {action.name or action.table}"
