"""The running release looks for the table under its old name.

What happens:
    From the moment of the rename until the last old process has stopped, each query of the
    old release that names the table fails.  RenameModel renames the table, its many-to-many
    tables and their columns; AlterModelTable and SET SCHEMA do the same without saying so.

When it is fine:
    The model is renamed and its table keeps its name (db_table), so that nothing happens in
    the database; or the same migration puts a view with the old name in the table's place,
    or another table that the running release does not know; or the table is created by the
    same migration.

Instead:
    # the name changes in Python alone
    migrations.AlterModelTable("{old_model}", "{old}")
    migrations.RenameModel("{old_model}", "{model}")
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.rule import Hazard, names, python, rule

SHAPES = ("RENAME TABLE", "SET SCHEMA")
BY_VIEW = """\
# the table moves, and a view with its old name serves the running release
migrations.RunSQL(
    {move},
    {back},
    state_operations=[
        {operation},
    ],
)
# in the next release, when no process of the running one is left
migrations.RunSQL({drop}, migrations.RunSQL.noop)
"""
FIELD_ALONE = """\
# the field gets its new name and keeps its table; the database is left alone
migrations.SeparateDatabaseAndState(
    state_operations=[
        {operation},
        migrations.AlterField(
            "{model_lower}", "{field}", models.ManyToManyField(..., db_table="{old}")
        ),
    ],
)
"""
THROUGH_FIRST = """\
# The columns of {old_link} are called after the models.  First, in Python alone, a
# model for it whose fields keep their db_column, and {old_link} as its db_table:
migrations.SeparateDatabaseAndState(
    state_operations=[
        migrations.CreateModel(...),
        migrations.AlterField(..., models.ManyToManyField(..., through=...)),
    ],
)
# then the name changes in Python alone
migrations.AlterModelTable("{old_model}", "{old}")
migrations.RenameModel("{old_model}", "{model}")
"""


@rule("MS305", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """One hazard for all tables of an operation: a model takes its many-to-many tables along."""
    code = history.migration.code
    taken = set(_given(history))
    moved = [
        action
        for _, action in step.acting(*SHAPES)
        if not action.fresh and code.names(action.table) and action.table not in taken
    ]
    if moved:
        tables = tuple(action.table for action in moved)
        yield Hazard(
            f"Every query of the running release that names {names(tables)} fails: "
            "nothing has that name any more.",
            moved[0],
            tables,
            instead=_instead(step),
            code=_code(step, moved),
        )


def _given(history: History) -> Iterator[str]:
    """The names that something unknown to the running release has when the migration ends."""
    for _, action in history.migration.acting("CREATE VIEW", "CREATE TABLE", "RENAME TABLE"):
        if action.shape != "RENAME TABLE":
            yield action.table
        elif action.fresh or not history.migration.code.names(action.table):
            yield action.detail.partition(" -> ")[2]


def _instead(step: Step) -> str:
    if step.change.kind == "RenameField":
        return FIELD_ALONE
    if step.change.kind != "RenameModel":
        return BY_VIEW
    return THROUGH_FIRST if any(step.acting("RENAME COLUMN")) else ""


def _code(step: Step, moved: list[Action]) -> dict[str, str]:
    old, links = moved[0].table, [action.table for _, action in step.acting("RENAME COLUMN")]
    views = [f'CREATE VIEW "{action.table}" AS SELECT * FROM {_place(action)}' for action in moved]
    drops = [f'DROP VIEW "{action.table}"' for action in moved]
    return {
        "old": old,
        "old_model": old.rpartition("_")[2],
        "old_link": names(links),
        "move": python([*(each.sql for each in step.statements), *views]),
        "back": python([*drops, *(_back(action) for action in moved)]),
        "drop": python(drops),
    }


def _place(action: Action) -> str:
    """Where the table is afterwards."""
    if action.shape == "SET SCHEMA":
        return f'"{action.detail}"."{action.table}"'
    return f'"{action.detail.partition(" -> ")[2]}"'


def _back(action: Action) -> str:
    if action.shape == "SET SCHEMA":
        return f"ALTER TABLE {_place(action)} SET SCHEMA public"
    return f'ALTER TABLE {_place(action)} RENAME TO "{action.table}"'
