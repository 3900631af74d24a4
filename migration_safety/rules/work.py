"""What takes long in a statement, so that a lock held meanwhile is felt."""

from __future__ import annotations

from dataclasses import dataclass

from migration_safety.core.statement import Action, Statement

INDEXED = ("INDEX", "UNIQUE", "PRIMARY KEY", "EXCLUDE")
ROWS = {"UPDATE": "updated", "DELETE": "deleted", "INSERT": "inserted", "MERGE": "merged"}

# It reads until it meets a row, and fails there.
QUERIES = ("CREATE MATERIALIZED VIEW", "CREATE TABLE AS")
ENDS_AT_ONCE = "ADD COLUMN (NOT NULL without default)"


@dataclass(frozen=True, slots=True)
class Work:
    """`text` is for the end of a sentence: "the index a is built".

    `every_row`: it grows with the table; otherwise nobody can say how long it takes, as
    with a WHERE or with Python.
    """

    action: Action
    text: str
    every_row: bool = True


def work_of(statement: Statement) -> Work | None:
    """The first action that takes longer than a moment."""
    for action in statement.actions:
        if action.shape == ENDS_AT_ONCE:
            continue
        if action.shape in QUERIES and action.others:
            return Work(action, f"the query of {action.table} runs", every_row=False)
        effect = statement.effect_on(action.table)
        if action.shape == "PYTHON":
            return Work(action, "its Python runs", every_row=False)
        if effect and effect.works:
            return Work(action, _told(action, rewrites=effect.rewrites))
        if action.shape in ROWS and not action.fresh and ("where" in action.flags or action.others):
            return Work(action, _told(action, rewrites=False), every_row=False)
    return None


def _told(action: Action, *, rewrites: bool) -> str:
    if any(word in action.shape for word in INDEXED):
        return f"the index {action.name} is built"
    if action.shape in ROWS:
        return f"rows of {action.table} are {ROWS[action.shape]}"
    return f"{action.table} is written anew" if rewrites else f"each row of {action.table} is read"
