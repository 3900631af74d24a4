"""What the migration is given: the registry of models, the schema editor, and its connection."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from migration_safety.reading.functions.notebook import Notebook, text_of
from migration_safety.reading.functions.values import (
    NOTHING,
    Apps,
    Arguments,
    Call,
    Connection,
    Cursor,
    Editor,
    Harmless,
    Key,
    Kind,
    Known,
    Many,
    Some,
    Text,
)

FETCHES = frozenset({"fetchone", "fetchall", "fetchmany", "close", "mogrify"})


def get_model(notes: Notebook, given: Arguments, node: ast.Call) -> Any:
    """The historical class; noted where there is none, or nobody makes sure that there is."""
    label, name = given.at(0, "app_label"), given.at(1, "model_name")
    parts = [each.it for each in (label, name) if isinstance(each, Known) and each.it is not None]
    if not parts or not all(isinstance(each, str) for each in parts) or given.open:
        return Some()
    first, _, second = ".".join(parts).partition(".")
    key: Key = (first, second.lower())
    if not notes.moment.exists(key):
        _fault(notes, f"{first}.{second} does not exist at this point", node)
        return NOTHING
    maker = notes.moment.waits_for(key)
    if maker is not None:
        where = f"{maker[0]}.{maker[1]}"
        text = f"{first}.{second} is made by {where}, on which it does not depend"
        _fault(notes, text, node, names=where)
    return Kind(key)


def _fault(notes: Notebook, text: str, node: ast.Call, *, names: str = "") -> None:
    """Sure to fail, unless another migration that is named may have run before."""
    told = f"{text}: {text_of(node)}"
    notes.fault("model", told, node, raises=("LookupError",), sure=not names, names=names)


def _of_apps(notes: Notebook, call: Call) -> Any:
    if call.name == "get_model":
        return get_model(notes, call.given, call.node)
    return Many(Some())


def _of_editor(notes: Notebook, call: Call) -> Any:
    """A method of the schema editor."""
    if call.name == "execute":
        _sql(notes, call.given, call.node)
    elif call.name == "quote_name":
        return Harmless()
    elif call.name not in {"quote_value", "skip_default"}:
        notes.lost(f"{text_of(call.node)} changes the schema")
    return NOTHING


def _of_connection(notes: Notebook, call: Call) -> Any:
    if call.name in {"cursor", "chunked_cursor"}:
        return Cursor()
    return Editor() if call.name == "schema_editor" else NOTHING


def _of_cursor(notes: Notebook, call: Call) -> Any:
    if call.name in {"execute", "executemany"}:
        _sql(notes, call.given, call.node)
    elif call.name not in FETCHES:
        notes.lost(f"{text_of(call.node)}: which SQL it sends")
    return NOTHING


TOOLS: dict[type, Callable[[Notebook, Call], Any]] = {
    Apps: _of_apps,
    Editor: _of_editor,
    Connection: _of_connection,
    Cursor: _of_cursor,
}


def _sql(notes: Notebook, given: Arguments, node: ast.Call) -> None:
    """SQL that is known is read as such; with values in it, it is noted."""
    text = given.at(0, "sql")
    if isinstance(text, Known) and isinstance(text.it, str):
        notes.sql[_without_parameters(text.it, given)] = None
        return
    if isinstance(text, Text):
        notes.built[node.lineno] = None
    notes.lost(f"{text_of(node)}: SQL that is put together when it runs")


def _without_parameters(text: str, given: Arguments) -> str:
    """With NULL for each placeholder, as the grammar knows none of the driver's."""
    if len(given.every()) < 2:
        return text
    return text.replace("%%", "\0").replace("%s", "NULL").replace("\0", "%")
