"""What a call yields: the migration's own tools, models, functions to follow, all others."""

from __future__ import annotations

import ast
from typing import Any

from migration_safety.reading.functions.called import builtin, strings
from migration_safety.reading.functions.called.given import TOOLS
from migration_safety.reading.functions.called.outside import TASKS
from migration_safety.reading.functions.evaluate import Scope
from migration_safety.reading.functions.follow import follow
from migration_safety.reading.functions.models import objects, orm
from migration_safety.reading.functions.notebook import text_of
from migration_safety.reading.functions.values import (
    NOTHING,
    Apps,
    Arguments,
    Call,
    Code,
    Connection,
    Cursor,
    Editor,
    Harmless,
    Instance,
    Kind,
    Known,
    Many,
    Method,
    Rows,
    Several,
    grips,
)

CONTAINERS = frozenset(
    {"append", "add", "extend", "insert", "setdefault", "get", "pop", "remove", "index", "join"}
)
PAGES = frozenset({"page", "get_page"})
SCHEMA_NAMES = frozenset({"quote_name", "get_tablespace_sql", "sequence_reset_sql"})


def invoke(scope: Scope, called: Any, given: Arguments, node: ast.Call) -> Any:
    """What a call yields, where queries may depend on it."""
    match called:
        case Kind():
            return objects.made(scope.notes, called, given, node)
        case Code():
            return follow(scope, called, given, node)
        case Known():
            return builtin.call(scope, called.it, given, node)
        case Method():
            return _method(scope, called, given, node)
    return _lost(scope, given, node)


def _method(scope: Scope, called: Method, given: Arguments, node: ast.Call) -> Any:
    notes, call = scope.notes, Call(called.name, given, node)
    match called.owner:
        case Apps() | Editor() | Connection() | Cursor():
            return TOOLS[type(called.owner)](notes, call)
        case Rows():
            return orm.call(notes, called.owner, call)
        case Instance():
            assigned = scope.assigned.setdefault(called.owner.token, set())
            return objects.called(notes, called.owner, call, assigned)
        case Known():
            return _of_known(scope, called.owner.it, call)
    return _of_others(scope, called.owner, call)


def _of_others(scope: Scope, owner: Any, call: Call) -> Any:
    """Containers, pages of rows, and what nobody knows."""
    if isinstance(owner, Many) and isinstance(owner.of, Rows) and call.name in PAGES:
        return owner.of
    if isinstance(owner, Many | Several) and call.name in CONTAINERS:
        _collected(scope, call)
    elif call.name in SCHEMA_NAMES:
        return Harmless()
    elif call.name not in CONTAINERS:
        return _lost(scope, call.given, call.node)
    return NOTHING


def _of_known(scope: Scope, it: Any, call: Call) -> Any:
    """A method of an object that exists already."""
    if call.name in TASKS and hasattr(it, call.name):
        scope.notes.contact("queues a task", text_of(call.node.func), call.node)
    if isinstance(it, str):
        return strings.of_string(it, call.name, call.given)
    if isinstance(it, dict) and call.name in {"items", "values", "keys"}:
        return Several(tuple(_items(it, call.name)))
    if isinstance(it, list | dict | set | tuple) and call.name in CONTAINERS:
        _collected(scope, call)
        return NOTHING
    if isinstance(it, dict | list | set) and isinstance(call.node.func, ast.Attribute):
        scope.changed(call.node.func.value)
    return builtin.method(scope, it, call)


def _items(it: dict[Any, Any], name: str) -> list[Any]:
    if name == "keys":
        return [Known(key) for key in it]
    pairs = ((Known(key), each if _is_value(each) else Known(each)) for key, each in it.items())
    return [each if name == "values" else Several((key, each)) for key, each in pairs]


def _is_value(each: Any) -> bool:
    return type(each).__module__.endswith("functions.values")


def _collected(scope: Scope, call: Call) -> None:
    """A list that something is appended to holds several of those from now on."""
    variable = call.node.func.value if isinstance(call.node.func, ast.Attribute) else None
    if isinstance(variable, ast.Name) and call.given.places:
        added = call.given.places[-1]
        scope.names[variable.id] = Many(added.of if isinstance(added, Many) else added)


def _lost(scope: Scope, given: Arguments, node: ast.Call) -> Any:
    """Whoever gets hold of models or the connection may do anything with them."""
    if any(grips(each) for each in given.every()):
        scope.notes.lost(f"{text_of(node)}: what it calls is not known")
    return NOTHING
