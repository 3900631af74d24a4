"""A new column takes no NULL and the running release leaves it out of every INSERT.

What happens:
    Django adds the column with the default of the field, for the rows that exist, and drops
    the default again at once.  The old processes do not know the column: until the last of
    them has stopped, each of their INSERTs into the table fails.

When it is fine:
    The database keeps a default (db_default), the column may be NULL, or the table is
    created by the same migration.  Without any default MS601 tells what comes first: the
    migration fails.

Instead:
    # {advice}
    {safe}
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.rule import Hazard, rule

KEEP = "the database keeps the default, until no process runs that leaves the column out"
NULL_FIRST = "NULL at first; NOT NULL in a later release, once code and data fill it in"
VERBS = ("ADD", "DROP")
ADDED = (
    "ADD COLUMN",
    "ADD COLUMN (volatile default)",
)


@rule("MS301", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting(*ADDED):
        if not action.fresh and _stays_required(action, history):
            yield Hazard(
                f"Every INSERT of the running release into {action.table} fails: "
                f"it leaves out {action.columns[0]}, which takes no NULL and has no default.",
                action,
                code=dict(zip(("advice", "safe"), _remedy(step, action), strict=True)),
            )


def _remedy(step: Step, action: Action) -> tuple[str, str]:
    """With a constant default the database can keep it; otherwise NULL comes first."""
    if step.change.kind != "AddField":
        add, undo = (
            f'ALTER TABLE "{action.table}" {verb} COLUMN "{action.columns[0]}"' for verb in VERBS
        )
        return NULL_FIRST, f"migrations.RunSQL({add + ' ' + action.detail!r}, {undo!r})"
    text = step.source.text
    for keyword in _keywords(text):
        said = ast.get_source_segment(text, keyword) or ""
        if keyword.arg == "default" and isinstance(keyword.value, ast.Constant):
            return KEEP, text.replace(said, f"{said}, db_{said}", 1)
        if keyword.arg in ("default", "auto_now", "auto_now_add", "blank"):
            return NULL_FIRST, text.replace(said, "null=True", 1)
    return NULL_FIRST, "..."


def _keywords(text: str) -> list[ast.keyword]:
    """Of the field, and of the call around it."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return []
    return [node for node in ast.walk(tree) if isinstance(node, ast.keyword)]


def _stays_required(added: Action, history: History) -> bool:
    """What the last statement of the migration about the column says."""
    about = [
        action
        for statement in history.migration.statements()
        for action in statement.actions
        if (action.table, action.columns) == (added.table, added.columns)
        and action.shape.startswith(("ADD COLUMN", "ALTER COLUMN", "DROP COLUMN"))
    ]
    return "required" in about[-1].flags
