"""Into the functions that a data migration calls, as long as their source can be read."""

from __future__ import annotations

import ast
from typing import Any

from migration_safety.reading.functions import statements
from migration_safety.reading.functions.called.libraries import is_library
from migration_safety.reading.functions.evaluate import Scope
from migration_safety.reading.functions.notebook import text_of
from migration_safety.reading.functions.values import (
    NOTHING,
    Arguments,
    Code,
    Instance,
    Many,
    grips,
)

DEEPEST = 6


def follow(scope: Scope, code: Code, given: Arguments, node: ast.Call) -> Any:
    """What a function returns; what it does is noted as if it stood here."""
    notes = scope.notes
    if any(each is code.node for each in scope.callers):
        return NOTHING  # it calls itself, and is being read
    if scope.depth >= DEEPEST:
        if any(grips(each) for each in given.every()):
            notes.lost(f"{text_of(node)}: too deep to follow")
        return NOTHING
    inner = Scope(code, notes, scope.invoke, scope.depth + 1, assigned=scope.assigned)
    inner.callers = (*scope.callers, code.node)
    parameters(inner, given)
    foreign, notes.foreign = notes.foreign, notes.foreign or is_library(code.file)
    try:
        statements.run(inner)
    finally:
        notes.foreign = foreign
    if inner.yielded:
        of = next((each for each in inner.yielded if each != NOTHING), NOTHING)
        return Many(of, batches=not isinstance(of, Instance))
    return next((each for each in inner.returned if each != NOTHING), NOTHING)


def parameters(scope: Scope, given: Arguments) -> None:
    """The function's parameters by name, with the values that it is called with."""
    code, takes = scope.code, scope.code.node.args
    names = [each.arg for each in (*takes.posonlyargs, *takes.args)]
    places = (*code.bound, *given.places)
    values: dict[str, Any] = dict.fromkeys(
        [*names, *(each.arg for each in takes.kwonlyargs)], NOTHING
    )
    defaults = zip(reversed(names), reversed(takes.defaults), strict=False)
    values |= {name: scope.value(default) for name, default in defaults}
    keyed = zip(takes.kwonlyargs, takes.kw_defaults, strict=True)
    values |= {each.arg: scope.value(default) for each, default in keyed if default is not None}
    values |= dict(zip(names, places, strict=False))
    scope.names.update({**values, **code.keywords, **given.names})
