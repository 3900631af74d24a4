"""Where each operation is written: file, line and text, read with `ast`."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.db.migrations import Migration

from migration_safety.core.change import Source


def file_of(migration: Migration) -> Path | None:
    """The migration's file, None where its module has none."""
    file = _file(migration)
    return Path(file) if file else None


def _file(migration: Migration) -> str:
    module = sys.modules.get(type(migration).__module__)
    return getattr(module, "__file__", None) or ""


def path_of(migration: Migration) -> str:
    """As people see it: below the working directory, or below the folder it is imported from.

    A package's file is "django/contrib/auth/migrations/0001_initial.py" wherever it is
    installed.
    """
    folder, name = os.path.split(_file(migration))
    return os.path.join(_seen(folder, os.getcwd()), name) if name else ""  # noqa: PTH109, PTH118


@cache
def _seen(name: str, here: str) -> str:
    """A folder as people see it from the working directory; few folders hold all migrations."""
    folder = Path(name)
    roots = [Path(each) for each in sys.path if each and folder.is_relative_to(each)]
    root = max(roots, key=lambda each: len(each.parts), default=Path(here))
    places = (root, Path(here)) if "site-packages" in root.parts else (Path(here), root)
    seen = (folder.relative_to(at) for at in places if folder.is_relative_to(at))
    return str(next(seen, folder))


def sources(migration: Migration) -> list[Source]:
    """One for each operation; an operation made by code gets the line of its class.

    An operation list that is not written out (`operations = build()`) cannot be split.
    """
    path, text = path_of(migration), _text_of(migration)
    nodes, start = _operation_nodes(text, type(migration).__name__)
    count = len(migration.operations)
    if len(nodes) != count:
        return [Source(path, start)] * count
    lines = text.splitlines()
    return [Source(path, node.lineno, _text(lines, node)) for node in nodes]


def _text_of(migration: Migration) -> str:
    """The source, "" where it cannot be read (a compiled file, a module made by code)."""
    path = file_of(migration)
    try:
        return path.read_text("utf-8") if path else ""
    except (OSError, ValueError):
        return ""


def _operation_nodes(text: str, class_name: str) -> tuple[list[ast.expr], int]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return [], 0
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == class_name:
            return list(_elements(node)), node.lineno
    return [], 0


def _elements(node: ast.ClassDef) -> Iterator[ast.expr]:
    for statement in node.body:
        if (
            isinstance(statement, ast.Assign | ast.AnnAssign)
            and "operations" in _names(statement)
            and isinstance(statement.value, ast.List)
        ):
            yield from statement.value.elts


def _names(statement: ast.Assign | ast.AnnAssign) -> list[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _text(lines: list[str], node: ast.expr) -> str:
    """The operation as it is written, without the common indentation of its further lines."""
    taken = lines[node.lineno - 1 : node.end_lineno]
    taken[-1] = taken[-1].encode()[: node.end_col_offset].decode()
    taken[0] = taken[0].encode()[node.col_offset :].decode()
    indent = min((len(line) - len(line.lstrip()) for line in taken[1:] if line.strip()), default=0)
    return "\n".join((taken[0], *(line[indent:] for line in taken[1:])))
