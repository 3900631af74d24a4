"""Triggers are switched off, and foreign keys with them.

What happens:
    Foreign keys are triggers.  Until they are on again, nothing of any session on this table is
    checked, and what was written meanwhile never will be: rows that refer to nothing stay.
    It takes SHARE ROW EXCLUSIVE, so writes wait until the commit.

When it is fine:
    One trigger of the project's own, by its name; or the same transaction switches them on
    again, while nobody else can write (rows that it writes itself are then still unchecked).

Instead:
    # the one trigger that shall not fire, and on again in the same transaction
    operations = [
        migrations.RunSQL(
            'ALTER TABLE "{table}" DISABLE TRIGGER "a_trigger"', migrations.RunSQL.noop
        ),
        # what shall happen without it, and then
        migrations.RunSQL(
            'ALTER TABLE "{table}" ENABLE TRIGGER "a_trigger"', migrations.RunSQL.noop
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Statement
from migration_safety.rules.rule import Hazard, rule


@rule("MS805", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting("DISABLE TRIGGER"):
        if not (action.fresh or action.name or _on_again(statement, action.table, history)):
            yield Hazard(
                f"Foreign keys of {action.table} are no longer checked: all its triggers are off.",
                action,
            )


def _on_again(statement: Statement, table: str, history: History) -> bool:
    """Whether the same transaction switches them on."""
    later = history.after(statement)
    return any(a.table == table for each in later for a in each.acting("ENABLE TRIGGER"))
