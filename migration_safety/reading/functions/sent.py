"""What a function's queries send, as actions: read from SQL of the same shape."""

from __future__ import annotations

from dataclasses import replace

from migration_safety.core.dialect import Dialect
from migration_safety.core.operations.function import Function, Query, Reach
from migration_safety.core.statement import Action
from migration_safety.errors import GrammarError


def sent(function: Function, dialect: Dialect) -> tuple[list[Action], list[str]]:
    """The actions, each once, and why some of its own SQL is not understood."""
    found: dict[Action, None] = {}
    unread: dict[str, None] = {}
    for sql in (*map(_sql, filter(_sends, function.queries)), *function.sql):
        try:
            for reading in dialect.read(sql):
                found.update(dict.fromkeys(map(_sought, reading.actions)))
                unread.update({reading.unknown: None} if reading.unknown else {})
        except GrammarError as error:
            unread[error.problem] = None
    return list(found), list(unread)


def _sought(action: Action) -> Action:
    """How the rows are found is up to a condition that nobody has read."""
    return replace(action, flags=action.flags - {"no index"})


def _sends(query: Query) -> bool:
    return bool(query.shape and query.table)


def _sql(query: Query) -> str:
    """A statement of that kind on that table; which rows it is about does not matter."""
    table = ".".join(_quoted(part) for part in query.table.split("."))
    where = "" if query.reach is Reach.EVERY else " WHERE ctid = NULL"
    if query.shape == "UPDATE":
        assigned = ", ".join(f"{_quoted(each)} = NULL" for each in query.columns) or "ctid = NULL"
        return f"UPDATE {table} SET {assigned}{where}"
    starts = {"INSERT": "INSERT INTO", "DELETE": "DELETE FROM", "SELECT": "SELECT FROM"}
    ends = {"INSERT": " DEFAULT VALUES", "DELETE": where, "SELECT": where}
    return f"{starts[query.shape]} {table}{ends[query.shape]}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
