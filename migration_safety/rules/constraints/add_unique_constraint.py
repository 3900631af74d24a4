"""A unique constraint builds its index while nobody can use the table.

What happens:
    ADD CONSTRAINT .. UNIQUE and ADD COLUMN .. UNIQUE take ACCESS EXCLUSIVE, which stops even
    reads, and build the whole unique index before they let go.

When it is fine:
    The table is created by the same migration.  A constraint USING an INDEX that was built
    concurrently before takes a moment.

Instead:
    # 1. a migration of its own: writes go on while the index is built
    {alone}

    # 2. the next migration: the index becomes the constraint, which takes a moment
    migrations.SeparateDatabaseAndState(
        state_operations=[
            {operation},
        ],
        database_operations=[
            migrations.RunSQL(
                {using},
                {drop},
            ),
        ],
    )
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action, Statement
from migration_safety.rules.rule import Hazard, alone, concurrently, python, rule

NEW_COLUMN = """\
# 1. the column, without its uniqueness; Django does not know it yet
migrations.RunSQL(
    {column_sql},
    'ALTER TABLE "{table}" DROP COLUMN "{column}"',
)

# 2. a migration of its own: writes go on while the index is built
{alone}

# 3. the next migration: the index becomes the constraint, which takes a moment
migrations.SeparateDatabaseAndState(
    state_operations=[
        {operation},
    ],
    database_operations=[
        migrations.RunSQL(
            {using},
            {drop},
        ),
    ],
)
"""


@rule("MS102", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting("ADD UNIQUE", "ADD COLUMN UNIQUE"):
        if not action.fresh:
            columns = ", ".join(action.columns)
            yield Hazard(
                f"Nobody can read or write {action.table} while the unique index over {columns} "
                "is built.",
                action,
                instead=NEW_COLUMN if action.shape == "ADD COLUMN UNIQUE" else "",
                code=_code(statement, action, step),
            )


def _code(statement: Statement, action: Action, step: Step) -> dict[str, str]:
    indexes = [(action.name, _index(statement, action))]
    indexes += [(a.name, concurrently(s.sql)) for s, a in step.acting("CREATE INDEX")]
    alter = f'ALTER TABLE "{action.table}"'
    others = _others(step)
    late = " DEFERRABLE INITIALLY DEFERRED" if "deferrable" in action.flags else ""
    using = f'{alter} ADD CONSTRAINT "{action.name}" UNIQUE USING INDEX "{action.name}"{late}'
    return {
        "column_sql": python([statement.sql.replace(" UNIQUE", "", 1), *others]),
        "alone": alone((sql, f'DROP INDEX CONCURRENTLY IF EXISTS "{n}"') for n, sql in indexes),
        "using": python([using] if action.shape == "ADD COLUMN UNIQUE" else [*others, using]),
        "drop": python([f'{alter} DROP CONSTRAINT "{action.name}"']),
    }


def _others(step: Step) -> list[str]:
    """What the operation does beside uniqueness and its indexes."""
    told = ("ADD UNIQUE", "ADD COLUMN UNIQUE", "CREATE INDEX", "SET CONSTRAINTS")
    return [each.sql for each in step.statements if not any(each.acting(*told))]


def _index(statement: Statement, action: Action) -> str:
    columns = ", ".join(f'"{column}"' for column in action.columns)
    nulls = " NULLS NOT DISTINCT" if "NULLS NOT DISTINCT" in statement.sql else ""
    return (
        f'CREATE UNIQUE INDEX CONCURRENTLY "{action.name}" ON "{action.table}" ({columns}){nulls}'
    )
