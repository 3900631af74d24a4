"""What an operation takes from the project's code, which must stay there as long as it does."""

from __future__ import annotations

import inspect
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, MethodType
from typing import Any

from django.db.migrations.operations.base import Operation

LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib")})
DEEPEST = 8


def taken(operation: Operation, module: str) -> Iterator[str]:
    """Functions and classes by their full names, each once; what lies in migrations, or beside
    this one's module, goes and stays with it.  Classes of operations are made to stay.
    """
    things = _things(operation.deconstruct()[1:], DEEPEST)
    beside = module.rpartition(".")[0]
    yield from dict.fromkeys(
        f"{each.__module__}.{each.__qualname__}"
        for each in map(inspect.unwrap, things)
        if _of_project(each.__module__) and each.__module__.rpartition(".")[0] != beside
    )


def _things(value: Any, deepest: int) -> Iterator[Any]:
    if deepest == 0:
        return
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _things(each, deepest - 1)
    elif isinstance(value, type | FunctionType | MethodType):
        yield value
    elif hasattr(value, "deconstruct"):
        if not isinstance(value, Operation):
            yield type(value)
        yield from _things(value.deconstruct()[-2:], deepest - 1)


def _of_project(module: str) -> bool:
    """Whether it is neither a migration's nor a library's."""
    file = getattr(sys.modules.get(module), "__file__", None)
    if file is None or "migrations" in module.split("."):
        return False
    return not (file.startswith(LIBRARIES) or "site-packages" in Path(file).parts)
