"""A view is replaced by one with other columns.

What happens:
    CREATE OR REPLACE VIEW may add columns at the end.  One that leaves out, renames or reorders
    a column is refused: "cannot drop columns from view".

When it is fine:
    The old columns stay, in their order, and new ones follow.

Instead:
    # dropped and made anew in one transaction; what depends on it must be made anew too
    migrations.RunSQL(
        {anew},
        migrations.RunSQL.noop,
    )
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, python, rule


@rule("MS621", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting("CREATE OR REPLACE VIEW (exists)"):
        if "other columns" in action.flags:
            anew = [f'DROP VIEW "{action.table}"', statement.sql]
            yield Hazard(
                f"CREATE OR REPLACE VIEW {action.table} fails: a column of the old view is gone, "
                "renamed or in another place.",
                action,
                code={"anew": python(anew)},
            )
