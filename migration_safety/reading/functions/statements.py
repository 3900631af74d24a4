"""A function's statements, one after the other; loops once, unless they are written out."""

from __future__ import annotations

import ast
from typing import Any

from django.db import transaction

from migration_safety.core.operations.function import Around, Loop
from migration_safety.reading.functions.called.libraries import imported
from migration_safety.reading.functions.evaluate import Scope
from migration_safety.reading.functions.loops import FEW, elements, loop_over
from migration_safety.reading.functions.notebook import ANY, text_of
from migration_safety.reading.functions.values import NOTHING, Code, Cursor, Known


def run(scope: Scope) -> None:
    """Read the body of the scope's function."""
    node = scope.code.node
    if isinstance(node, ast.Lambda):
        scope.returned.append(scope.value(node.body))
        return
    if any(_is_atomic(scope, each) for each in node.decorator_list):
        with scope.notes.within(None):
            walk(scope, node.body)
    else:
        walk(scope, node.body)


def walk(scope: Scope, body: list[ast.stmt]) -> bool:
    """Read statements; whether they are sure to leave the function, so that no others follow."""
    return any(_statement(scope, each) for each in body)


def _statement(scope: Scope, node: ast.stmt) -> bool:
    match node:
        case ast.Return():
            scope.returned.append(scope.value(node.value))
            return True
        case ast.Raise():
            scope.value(node.exc)
            return True
        case ast.If():
            return _if(scope, node)
        case ast.For() | ast.AsyncFor():
            _for(scope, node)
        case ast.While():
            _while(scope, node)
        case ast.Try():
            return _try(scope, node)
        case ast.With() | ast.AsyncWith():
            return _with(scope, node, node.items)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            scope.names[node.name] = _nested(scope, node)
        case ast.Import() | ast.ImportFrom():
            _import(scope, node)
        case ast.Match():
            scope.value(node.subject)
            for each in node.cases:
                walk(scope, each.body)
        case _:
            _simple(scope, node)
    return False


def _simple(scope: Scope, node: ast.stmt) -> None:
    match node:
        case ast.Assign():
            value = scope.value(node.value)
            for target in node.targets:
                scope.bind(target, value)
        case ast.AnnAssign() if node.value is not None:
            scope.bind(node.target, scope.value(node.value))
        case ast.AugAssign():
            scope.value(node.value)
            if isinstance(node.target, ast.Attribute):
                scope.bind(node.target, NOTHING)
        case ast.ClassDef():
            scope.names[node.name] = NOTHING
        case _:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    scope.value(child)


def _nested(scope: Scope, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Code:
    outer = scope.code
    return Code(node, {**outer.names, **scope.names}, outer.file, node.name, outer.module)


def _if(scope: Scope, node: ast.If) -> bool:
    test = scope.value(node.test)
    if isinstance(test, Known) and isinstance(test.it, bool):
        return walk(scope, node.body if test.it else node.orelse)
    before = dict(scope.names)
    one = walk(scope, node.body)
    after, scope.names = scope.names, before if one else {**before, **scope.names}
    other = walk(scope, node.orelse)
    if not one:
        scope.names = {**scope.names, **{k: v for k, v in after.items() if v != NOTHING}}
    return one and other and bool(node.orelse)


def _for(scope: Scope, node: ast.For | ast.AsyncFor) -> None:
    source = scope.value(node.iter)
    items = elements(source)
    loop, item = loop_over(scope.notes, source, node.iter)
    rounds = items if items is not None and len(items) <= FEW else (item,)
    for each in rounds:
        with scope.notes.within(loop):
            scope.bind(node.target, each)
            walk(scope, node.body)
    walk(scope, node.orelse)


def _while(scope: Scope, node: ast.While) -> None:
    loop = Loop(Around.BATCHES, text=f"while {text_of(node.test)}", line=node.lineno)
    with scope.notes.within(loop):
        scope.value(node.test)
        walk(scope, node.body)
    walk(scope, node.orelse)


def _try(scope: Scope, node: ast.Try) -> bool:
    caught = frozenset(name for each in node.handlers for name in _caught(each))
    with scope.notes.guarded(caught):
        ended = walk(scope, node.body)
    # What a handler does may never be reached: its failures are not told.
    with scope.notes.guarded(ANY):
        for handler in node.handlers:
            walk(scope, handler.body)
    walk(scope, node.orelse)
    return walk(scope, node.finalbody) or (ended and not node.handlers)


def _caught(handler: ast.ExceptHandler) -> list[str]:
    """The last names of the exceptions; "" of a bare except."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return [ast.unparse(each).rpartition(".")[2] if each else "" for each in kinds]


def _with(scope: Scope, node: ast.With | ast.AsyncWith, items: list[ast.withitem]) -> bool:
    if not items:
        return walk(scope, node.body)
    first, *rest = items
    value = scope.value(first.context_expr)
    if first.optional_vars is not None:
        scope.bind(first.optional_vars, value if isinstance(value, Cursor) else NOTHING)
    if _is_atomic(scope, first.context_expr):
        with scope.notes.within(None):
            return _with(scope, node, rest)
    return _with(scope, node, rest)


def _is_atomic(scope: Scope, node: ast.expr) -> bool:
    """transaction.atomic, called or not."""
    named: Any = node.func if isinstance(node, ast.Call) else node
    if not isinstance(named, ast.Name | ast.Attribute):
        return False
    found = scope.value(named)
    return isinstance(found, Known) and found.it is transaction.atomic


def _import(scope: Scope, node: ast.Import | ast.ImportFrom) -> None:
    for alias in node.names:
        if isinstance(node, ast.Import):
            name = alias.name if alias.asname else alias.name.partition(".")[0]
            scope.names[alias.asname or name] = imported(name)
        else:
            scope.names[alias.asname or alias.name] = imported(_module(scope, node), alias.name)


def _module(scope: Scope, node: ast.ImportFrom) -> str:
    """Of a relative import, too."""
    package = scope.code.module.split(".")[: -node.level] if node.level else []
    return ".".join([*package, *([node.module] if node.module else [])])
