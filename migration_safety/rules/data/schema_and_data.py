"""Rows are changed, and then the schema, in one transaction.

What happens:
    Each changed row stays locked until the commit.  Holding those locks, the migration
    waits for the table lock that the schema change needs, behind every open transaction;
    whoever then wants one of the rows waits for the migration, and two that wait for each
    other are a deadlock.

When it is fine:
    The rows belong to a table that the same migration creates; or each operation commits
    by itself (atomic = False).  A schema change that comes first is told by the rule about
    work under a lock.

Instead:
    # the data migration by itself, the schema change in the next one
    class Migration(migrations.Migration):
        operations = [
            {operation},
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.effect import Blocks
from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action, Statement
from migration_safety.rules.rule import Hazard, names, python, rule

APART = """\
migrations.RunSQL({rows}, migrations.RunSQL.noop)

# the next migration
class Migration(migrations.Migration):
    operations = [
        migrations.RunSQL({rest}, migrations.RunSQL.noop),
    ]
"""
WRITES = ("INSERT", "UPDATE", "DELETE", "MERGE", "COPY", "PYTHON")


@rule("MS501", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """Told of the first operation that changes rows."""
    every = (each for each in history.migration.steps if _writes(each, history))
    if next(every, None) != step:
        return
    statement, action, blocked = _writes(step, history)[0]
    rest = [each.sql for each in step.statements if each.order > statement.order]
    what = f"The rows of {action.table}" if action.table else "Rows that its Python changes"
    yield Hazard(
        f"{what} stay locked while the migration waits to lock {names(blocked)}.",
        action,
        (action.table, *blocked) if action.table else tuple(blocked),
        instead=APART if rest and step.change.kind == "RunSQL" else "",
        code={"rows": python([statement.sql]), "rest": python(rest)},
    )


def _writes(step: Step, history: History) -> list[tuple[Statement, Action, list[str]]]:
    """Its changes of rows with the tables that the same transaction locks afterwards.

    Django's own UPDATE, which fills in a default, belongs to its AlterField.
    """
    return [
        (statement, action, blocked)
        for statement, action in step.acting(*WRITES)
        if step.change.kind != "AlterField" and not action.fresh
        if action.shape != "PYTHON" or not step.read
        if action.shape != "INSERT" or statement.sql  # which rows it reads, Python does not say
        if (blocked := list(_blocked_later(statement, history)))
    ]


def _blocked_later(statement: Statement, history: History) -> Iterator[str]:
    """The tables that the same transaction locks against writes afterwards."""
    for later in history.after(statement):
        for effect in later.effects:
            if effect.blocks >= Blocks.WRITES:
                yield effect.table
