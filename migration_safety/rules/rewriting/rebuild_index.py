"""A change of column type or collation builds indexes again while nobody can use the table.

What happens:
    Another collation, citext, or another operator class orders values anew: the rows stay as
    they are, every index on the column is built again under ACCESS EXCLUSIVE, which stops
    even reads.  For an indexed CharField that becomes a TextField Django itself drops the
    index for LIKE and builds it again, without need.

When it is fine:
    The table is created by the same migration, or no index is on the column: drop it
    concurrently before and build it concurrently after.

Instead:
    # 1. before, in migrations of their own: the column loses its indexes, others go on
    {drops}
    # 2. this migration: without an index on {column} it takes a moment
    {operation}
    # 3. after, in migrations of their own: {indexes} again, CREATE INDEX CONCURRENTLY
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action, Statement
from migration_safety.rules.rule import Hazard, alone, names, python, rule

# PostgreSQL keeps an index with varchar_pattern_ops when the column becomes text.
KEEP_INDEX = """\
# the change alone; the index serves the new type as it is
migrations.SeparateDatabaseAndState(
    state_operations=[
        {operation},
    ],
    database_operations=[
        migrations.RunSQL(
            {sql},
            migrations.RunSQL.noop,
        ),
    ],
)
"""


@rule("MS208", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("ALTER COLUMN TYPE (index rebuild)"):
        if not action.fresh:
            drops = dict(_dropped(action))
            yield Hazard(
                f"Nobody can read or write {action.table} while the indexes on "
                f"{action.columns[0]} are built again.",
                action,
                code={
                    "drops": alone((sql, "") for sql in drops.values()),
                    "indexes": names(drops),
                },
            )
    again = [a for _, a in step.acting("CREATE INDEX") if step.replaced(a) and not a.fresh]
    if again:
        yield Hazard(
            f"Nobody can read or write {again[0].table} while Django drops "
            f"{names(action.name for action in again)} and builds it again.",
            again[0],
            instead=KEEP_INDEX,
            code={"sql": python([s.sql for s in step.statements if not _about_index(s)])},
        )


def _dropped(action: Action) -> Iterator[tuple[str, str]]:
    """The indexes on the column with what drops them; a constraint owns its own."""
    for role, name in action.others:
        if role == "index":
            yield name, f'DROP INDEX CONCURRENTLY "{name}"'
        elif role == "constraint":
            yield name, f'ALTER TABLE "{action.table}" DROP CONSTRAINT "{name}"'


def _about_index(statement: Statement) -> bool:
    return any(statement.acting("CREATE INDEX", "DROP INDEX"))
