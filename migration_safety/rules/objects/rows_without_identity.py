"""Rows of the table can no longer be told apart by replication.

What happens:
    Logical replication sends an UPDATE or DELETE by the row's primary key.  On a table that is
    published and has none, each UPDATE and DELETE of the application fails from this moment on:
    "cannot update table because it does not have a replica identity".

When it is fine:
    The same migration adds a primary key again or says which other unique index identifies a
    row; the table is not published, as a table of which no publication exists.

Instead:
    # first, which unique index of NOT NULL columns takes its place
    operations = [
        migrations.RunSQL(
            'ALTER TABLE "{table}" REPLICA IDENTITY USING INDEX "..."',
            'ALTER TABLE "{table}" REPLICA IDENTITY DEFAULT',
        ),
        {operation},
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS807", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("DROP PRIMARY KEY"):
        if not action.fresh and not _identified(action.table, history):
            yield Hazard(
                f"{action.table} has no primary key any more: where it is published for logical "
                "replication, each UPDATE and DELETE fails.",
                action,
            )


def _identified(table: str, history: History) -> bool:
    """Whether the migration makes another primary key, names an index, or drops the table."""
    shapes = ("ADD PRIMARY KEY", "ADD COLUMN PRIMARY KEY", "ADD PRIMARY KEY USING INDEX")
    others = ("REPLICA IDENTITY", "DROP TABLE")
    return any(action.table == table for _, action in history.migration.acting(*shapes, *others))
