"""Which migrations change the schema in Python, where no statement tells of it beforehand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from types import CodeType, FunctionType
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration, RunPython

DDL = re.compile(r"\b(ALTER|CREATE|DROP)\b", re.IGNORECASE)
VERBS = ("add_", "alter_", "create_", "delete_", "remove_", "rename_")
EDITING = frozenset(name for name in dir(BaseDatabaseSchemaEditor) if name.startswith(VERBS))


def changing_schema(migrations: Iterable[Migration]) -> tuple[str, ...]:
    """The names of those whose RunPython calls a schema editor, or holds DDL in a string.

    Only functions of the migration's own module are looked into.
    """
    return tuple(
        f"{each.app_label}.{each.name}"
        for each in migrations
        if any(isinstance(it, RunPython) and _edits(it.code) for it in each.operations)
    )


def _edits(function: Any) -> bool:
    return any(_is_ddl(code) for code in _codes(function))


def _codes(function: Any) -> Iterator[CodeType]:
    """Its own code and that of the functions beside it which it calls."""
    left, met = [function], set[int]()
    while left:
        each = left.pop()
        if not isinstance(each, FunctionType) or id(each) in met:
            continue
        met.add(id(each))
        yield each.__code__
        named = (each.__globals__.get(name) for name in each.__code__.co_names)
        left += [it for it in named if getattr(it, "__module__", "") == each.__module__]


def _is_ddl(code: CodeType) -> bool:
    texts = (text for text in code.co_consts if isinstance(text, str))
    return not EDITING.isdisjoint(code.co_names) or any(map(DDL.search, texts))
