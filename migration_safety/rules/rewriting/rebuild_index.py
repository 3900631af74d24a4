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
    # 1. a migration before: the column loses its index while everybody goes on
    class Migration(migrations.Migration):
        atomic = False  # CONCURRENTLY cannot run inside a transaction

        operations = [
            migrations.RunSQL(
                'DROP INDEX CONCURRENTLY "..."  /* each index on {column} */',
            ),
        ]
    # 2. this migration: without an index on {column} it takes a moment
    # 3. a migration after
    class Migration(migrations.Migration):
        atomic = False  # CONCURRENTLY cannot run inside a transaction

        operations = [
            migrations.RunSQL(
                'CREATE INDEX CONCURRENTLY "..." ON "{table}" ("{column}")',
            ),
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Statement
from migration_safety.rules.rule import Hazard, names, python, rule

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
            yield Hazard(
                f"Nobody can read or write {action.table} while the indexes on "
                f"{action.columns[0]} are built again.",
                action,
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


def _about_index(statement: Statement) -> bool:
    return any(statement.acting("CREATE INDEX", "DROP INDEX"))
