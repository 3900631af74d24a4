"""Functions and classes that exist already: Python's, Django's, libraries' and the project's."""

from __future__ import annotations

import ast
import inspect
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from django.apps import apps as todays_apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.paginator import Paginator
from django.db import transaction

from migration_safety.reading.functions.called.libraries import is_library, lifted
from migration_safety.reading.functions.called.outside import contact_of, module_of
from migration_safety.reading.functions.evaluate import Scope
from migration_safety.reading.functions.follow import follow
from migration_safety.reading.functions.loops import elements, loop_over, read
from migration_safety.reading.functions.models import objects
from migration_safety.reading.functions.notebook import text_of
from migration_safety.reading.functions.source import code_of
from migration_safety.reading.functions.values import (
    NOTHING,
    Arguments,
    Call,
    Connection,
    Instance,
    Kind,
    Known,
    Many,
    Rows,
    Several,
    Some,
    grips,
)

WRAPS = frozenset({"list", "tuple", "set", "frozenset", "sorted", "deque"})
PASSES = frozenset({"iter", "reversed", "tqdm", "track", "queryset_iterator"})
PARTS = frozenset({"batched", "chunked", "ichunked", "grouper"})


def call(scope: Scope, it: Any, given: Arguments, node: ast.Call) -> Any:
    """What calling it yields."""
    found = _special(scope, it, given, node)
    if found is None:
        found = _of_python(scope, getattr(it, "__name__", ""), given, node)
    return _followed(scope, it, given, node) if found is None else found


def _special(scope: Scope, it: Any, given: Arguments, node: ast.Call) -> Any:
    """Django's functions that matter, and those that reach outside; None for all others."""
    first, contact = given.at(0), contact_of(it)
    if it is get_user_model:
        return lifted(get_user_model())
    if it is transaction.get_connection:
        return Connection(given=False)
    if it is call_command:
        scope.notes.lost(f"{text_of(node)} runs a command")
        return NOTHING
    if contact is not None:
        scope.notes.contact(*contact, node)
        return NOTHING
    if isinstance(it, type) and issubclass(it, Paginator) and isinstance(first, Rows):
        return Many(Rows(first.kind, every=False, some=True, routed=first.routed), batches=True)
    return None


def _of_python(scope: Scope, name: str, given: Arguments, node: ast.Call) -> Any:
    """Python's own functions; None for all others."""
    first = given.at(0)
    if name in WRAPS:
        return _listed(scope, first, node)
    if name in PASSES:
        return first
    if name in PARTS:
        item = _listed(scope, first, node) if isinstance(first, Rows) else first
        return Many(Many(getattr(item, "of", NOTHING), few=True), batches=True)
    if name in {"hasattr", "getattr", "setattr"}:
        return _attribute(scope, name, given, node)
    return _of_iteration(scope, name, given, node)


def _of_iteration(scope: Scope, name: str, given: Arguments, node: ast.Call) -> Any:
    first = given.at(0)
    match name:
        case "enumerate":
            return _enumerated(scope, first, node)
        case "range":
            unknown = any(not isinstance(each, Known) for each in given.places)
            return Many(batches=unknown and len(given.places) == 3, few=not unknown)
        case "next" if isinstance(first, Many | Rows):
            return loop_over(scope.notes, first, node)[1]
        case "len" if isinstance(first, Rows):
            read(scope.notes, first, node)
            return NOTHING
    return None


def _enumerated(scope: Scope, first: Any, node: ast.Call) -> Many:
    _, item = loop_over(scope.notes, first, node)
    origin = first if isinstance(first, Rows) else getattr(first, "source", None)
    few = getattr(first, "some", getattr(first, "few", False))
    return Many(Several((NOTHING, item)), source=origin, few=few)


def _listed(scope: Scope, first: Any, node: ast.Call) -> Any:
    if isinstance(first, Rows):
        _, item = loop_over(scope.notes, first, node)
        return Many(item, source=first, few=first.some)
    return first if isinstance(first, Many | Several) or elements(first) else Many()


def _attribute(scope: Scope, name: str, given: Arguments, node: ast.Call) -> Any:
    owner, named = given.at(0), given.at(1)
    word = named.it if isinstance(named, Known) else ""
    if name == "hasattr":
        scope.notes.tested.add(str(word))
    elif name == "setattr" and isinstance(owner, Instance):
        scope.assigned.setdefault(owner.token, set()).add(str(word))
    elif name == "getattr" and isinstance(owner, Kind) and word in {"objects", "_default_manager"}:
        return objects.of_kind(scope.notes, owner, str(word), ast.Attribute(node, str(word)))
    return NOTHING


def _followed(scope: Scope, it: Any, given: Arguments, node: ast.Call) -> Any:
    """Into the project's functions always, into others where they are given a grip."""
    held = any(grips(each) for each in given.every())
    code = code_of(it) if isinstance(it, FunctionType | MethodType) else None
    if code is not None and (held or not is_library(code.file)):
        return follow(scope, code, given, node)
    if held and not _is_harmless(it):
        scope.notes.lost(f"{text_of(node)}: its source cannot be read")
    return NOTHING


def _of_today(given: Arguments) -> Any:
    """The class that today's registry has, instead of the migration's."""
    parts = [each.it for each in given.every() if isinstance(each, Known)]
    try:
        return lifted(todays_apps.get_model(*parts)) if parts and not given.open else Some()
    except (LookupError, ValueError, TypeError, AttributeError):
        return NOTHING


def _is_harmless(it: Any) -> bool:
    """Whether a call that is given models does nothing with rows: Python's own, expressions."""
    if it in (exec, eval):
        return False
    of_django = isinstance(it, type) and module_of(it).startswith("django.")
    return of_django or isinstance(it, BuiltinFunctionType) or module_of(it) == "builtins"


def method(scope: Scope, it: Any, call: Call) -> Any:
    """A method of an object that exists already."""
    contact = contact_of(it)
    if contact is not None:
        scope.notes.contact(contact[0], f"{contact[1]}.{call.name}", call.node)
        return NOTHING
    if it is todays_apps and call.name == "get_model":
        return _of_today(call.given)
    function = inspect.getattr_static(type(it), call.name, None)
    bound = MethodType(function, it) if isinstance(function, FunctionType) else it
    return _followed(scope, bound, call.given, call.node)
