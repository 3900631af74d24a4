"""The running release looks for the table under its old name.

What happens:
    From the moment of the rename until the last old process has stopped, each query of the
    old release that names the table fails.  RenameModel renames the table, its many-to-many
    tables and their columns; AlterModelTable and SET SCHEMA do the same without saying so.

When it is fine:
    The model is renamed and its table keeps its name (db_table), so that nothing happens in
    the database; or the same migration puts a view with the old name in the table's place;
    or the table is created by the same migration.

Instead:
    # the name changes in Python alone
    migrations.AlterModelTable("{old_model}", "{old}")
    migrations.RenameModel("{old_model}", "{model}")
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, names, rule

SHAPES = ("RENAME TABLE", "SET SCHEMA")


@rule("MS305", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """One hazard for all tables of an operation: a model takes its many-to-many tables along."""
    code = history.migration.code
    views = {view.table for _, view in history.migration.acting("CREATE VIEW")}
    moved = [
        action
        for _, action in step.acting(*SHAPES)
        if not action.fresh and code.names(action.table) and action.table not in views
    ]
    if moved:
        tables = tuple(action.table for action in moved)
        yield Hazard(
            f"Every query of the running release that names {names(tables)} fails: "
            "nothing has that name any more.",
            moved[0],
            tables,
            code={"old": tables[0], "old_model": tables[0].rpartition("_")[2]},
        )
