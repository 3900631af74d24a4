"""The running release still uses the table that is dropped.

What happens:
    From the moment the table is gone until the last old process has stopped, each query of
    the old release that names it fails: pages of the model, joins, and the deletion of
    objects that it refers to, for which Django looks into every table that may refer to them.

When it is fine:
    An earlier migration, deployed before this one, has taken the model (or the many-to-many
    field) out of the state with SeparateDatabaseAndState.  Doing so in this very migration
    proves nothing.  The table may also be created by the same migration.  A view that the
    same transaction makes anew is missed by nobody.

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
from migration_safety.core.statement import Action, Statement
from migration_safety.rules.rule import Hazard, python, rule

BY_SQL = """\
# release 1: Django forgets it
migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("{model}")])
# release 2, when no process of the release before release 1 runs any more: what you have now
"""
SHAPES = ("DROP TABLE", "DROP VIEW", "DROP MATERIALIZED VIEW")


@rule("MS303", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting(*SHAPES):
        named = history.migration.code.names(action.table)
        if named and not action.fresh and not _made_again(statement, action, history):
            keys = filter(None, action.name.split(", "))
            alter = f'ALTER TABLE "{action.table}" DROP CONSTRAINT'
            yield Hazard(
                f"Every query of the running release that names {action.table} fails: "
                f"the {action.shape.removeprefix('DROP ').lower()} is gone.",
                action,
                instead=BY_SQL if step.change.kind == "RunSQL" else "",
                code={"relief": python([f'{alter} "{key}"' for key in keys])},
            )


def _made_again(statement: Statement, dropped: Action, history: History) -> bool:
    """Whether a view is made anew before anybody can miss it."""
    made = ("CREATE VIEW", "CREATE MATERIALIZED VIEW")
    return any(a.table == dropped.table for s in history.after(statement) for a in s.acting(*made))
