"""The running release still uses the table that is dropped.

What happens:
    From the moment the table is gone until the last old process has stopped, each query of
    the old release that names it fails: pages of the model, joins, and the deletion of
    objects that it refers to, for which Django looks into every table that may refer to them.

When it is fine:
    An earlier migration, deployed before this one, has taken the model (or the many-to-many
    field) out of the state with SeparateDatabaseAndState.  Doing so in this very migration
    proves nothing.  The table may also be created by the same migration.

Instead:
    # release 1: Django forgets it; its foreign keys must not outlive that
    migrations.SeparateDatabaseAndState(
        state_operations=[
            {operation},
        ],
        database_operations=[migrations.RunSQL({relief}, migrations.RunSQL.noop)],
    )
    # release 2, when no process of the release before release 1 runs any more
    migrations.RunSQL('DROP TABLE "{table}"', migrations.RunSQL.noop)
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, python, rule


@rule("MS303", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("DROP TABLE"):
        if not action.fresh and history.migration.code.names(action.table):
            keys = filter(None, action.name.split(", "))
            alter = f'ALTER TABLE "{action.table}" DROP CONSTRAINT'
            yield Hazard(
                f"Every query of the running release that names {action.table} fails: "
                "the table is gone.",
                action,
                code={"relief": python([f'{alter} "{key}"' for key in keys])},
            )
