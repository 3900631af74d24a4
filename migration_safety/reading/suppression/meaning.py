"""The meaning of an operation in a few letters: what it does, not where or how it is written."""

from __future__ import annotations

import ast
import hashlib
import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache

from django.db.migrations import Migration as DjangoMigration
from django.db.migrations.operations.base import Operation
from django.db.migrations.writer import MigrationWriter

from migration_safety.core.plan import Migration

LENGTH = 16


def with_meanings(migration: Migration, written: DjangoMigration) -> Migration:
    """That of each operation and of the whole: the same whatever the lines or the formatting."""
    where = f"{written.app_label} {'atomic' if written.atomic else 'not atomic'}"
    found = [_digest([where, *_said(each)]) for each in written.operations]
    steps = (replace(step, meaning=found[step.index]) for step in migration.steps)
    return replace(migration, meaning=_digest([where, *found]), steps=tuple(steps))


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:LENGTH]


def _said(value: object) -> Iterator[str]:
    """What it is made of: SQL without its line breaks, functions with their bodies."""
    if isinstance(value, Operation):
        name, args, kwargs = value.deconstruct()
        yield f"{type(value).__module__}.{name}("
        yield from _said(args)
        yield from _said(kwargs)
    elif isinstance(value, dict):
        for key in sorted(value, key=str):
            yield f"{key}="
            yield from _said(value[key])
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _said(each)
        yield ")"
    elif isinstance(value, str):
        yield repr(" ".join(value.split()))
    else:
        yield from _written(value)
        if inspect.isfunction(value):
            yield _body(value)


def _written(value: object) -> Iterator[str]:
    """As makemigrations would write it; what it cannot write has at least its class."""
    try:
        yield MigrationWriter.serialize(value)[0]
    except (TypeError, ValueError):
        yield f"{type(value).__module__}.{type(value).__qualname__}"


@cache
def _body(function: Callable[..., object]) -> str:
    """Its code, "" where there is no source."""
    try:
        return ast.unparse(ast.parse(textwrap.dedent(inspect.getsource(function))))
    except (OSError, TypeError, SyntaxError, ValueError):
        return ""
