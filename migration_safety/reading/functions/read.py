"""The door: an operation's function, read at the moment at which it runs."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from migration_safety.core.operations.change import Source
from migration_safety.core.operations.function import Function
from migration_safety.reading.functions.calls import invoke
from migration_safety.reading.functions.evaluate import Scope
from migration_safety.reading.functions.follow import parameters
from migration_safety.reading.functions.models.moment import Moment
from migration_safety.reading.functions.notebook import Notebook
from migration_safety.reading.functions.source import code_of
from migration_safety.reading.functions.statements import run
from migration_safety.reading.functions.values import Apps, Arguments, Editor

NO_SOURCE = "its source cannot be read"


def function_of(called: Callable[..., Any], moment: Moment) -> Function:
    """What RunPython's function does, as its source says; nothing of it is called."""
    name = getattr(called, "__qualname__", type(called).__qualname__)
    code = code_of(called)
    if code is None:
        return Function(name, unknown=(NO_SOURCE,))
    notes = Notebook(moment)
    scope = Scope(code, notes, invoke)
    try:
        parameters(scope, Arguments((Apps(), Editor())))
        run(scope)
    except Exception as error:  # source may be written in any way: say so, and judge the rest
        notes.lost(f"reading it failed: {type(error).__name__}: {error!s:.200}")
    return Function(
        name=name,
        source=Source(code.file, code.node.lineno, ast.unparse(code.node)),
        queries=tuple(notes.queries),
        faults=tuple(notes.faults),
        contacts=tuple(notes.contacts),
        built=tuple(notes.built),
        sql=tuple(notes.sql),
        unknown=tuple(notes.unknown),
    )
