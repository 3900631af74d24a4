"""A function's tree and the names around it, read once for each file."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from pathlib import Path
from types import CodeType, FunctionType, MethodType
from typing import Any

from migration_safety.reading.functions.values import Code, Known

Node = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def code_of(function: Callable[..., Any]) -> Code | None:
    """The tree of what is called in the end; None where no Python source can be read."""
    if isinstance(function, partial):
        inner = code_of(function.func)
        return inner and _bound(inner, function)
    if isinstance(function, MethodType):
        inner = code_of(function.__func__)
        return inner and Code(
            inner.node,
            inner.names,
            inner.file,
            inner.name,
            inner.module,
            (Known(function.__self__), *inner.bound),
        )
    if not isinstance(function, FunctionType):
        return _of_instance(function)
    plain = inspect.unwrap(function)
    node = _node(plain.__code__) if isinstance(plain, FunctionType) else None
    if node is None:
        return None
    return Code(node, _names(plain), plain.__code__.co_filename, plain.__name__, plain.__module__)


def _bound(inner: Code, function: partial[Any]) -> Code:
    given = tuple(Known(each) for each in function.args)
    named = {name: Known(value) for name, value in function.keywords.items()}
    return Code(
        inner.node, inner.names, inner.file, inner.name, inner.module, (*inner.bound, *given), named
    )


def _of_instance(function: object) -> Code | None:
    """An object whose class says how it is called."""
    call = inspect.getattr_static(type(function), "__call__", None)
    if isinstance(function, type) or not isinstance(call, FunctionType):
        return None
    return code_of(MethodType(call, function))


def _names(function: FunctionType) -> Mapping[str, Any]:
    """Globals, and the variables of enclosing functions that it uses."""
    free = zip(function.__code__.co_freevars, function.__closure__ or (), strict=False)
    cells = {}
    for name, cell in free:
        try:
            cells[name] = cell.cell_contents
        except ValueError:  # not assigned yet
            continue
    return {**function.__globals__, **cells}


def _node(code: CodeType) -> Node | None:
    """The one function that begins on its line; several lambdas there cannot be told apart."""
    found = _functions(code.co_filename).get(code.co_firstlineno, ())
    named = [node for node in found if getattr(node, "name", "<lambda>") == code.co_name]
    return named[0] if len(named) == 1 else None


@lru_cache(maxsize=256)
def _functions(file: str) -> dict[int, list[Node]]:
    """The functions of a file by the line on which they, or their decorators, begin."""
    try:
        tree = ast.parse(Path(file).read_text("utf-8"))
    except (OSError, ValueError, SyntaxError, RecursionError):
        return {}
    found: dict[int, list[Node]] = {}
    for node in _all(tree):
        decorators = getattr(node, "decorator_list", ())
        found.setdefault(min(each.lineno for each in (node, *decorators)), []).append(node)
    return found


def _all(tree: ast.AST) -> Iterator[Node]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield node
