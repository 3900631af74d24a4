"""Where a migration and its operations are written: file, line and text, read with `ast`."""

from __future__ import annotations

import ast
import os
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db.migrations import Migration

from migration_safety.core.operations.change import Source


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


@dataclass(frozen=True, slots=True)
class Written:
    """The text of the file, the class in it, and a place for each operation.

    An operation made by code gets the place of its class: an operation list that is not
    written out (`operations = build()`) cannot be split.  `others` are the lines of other
    migrations in the same file.
    """

    text: str
    migration: Source
    operations: list[Source]
    others: frozenset[int] = frozenset()


def written(migration: Migration) -> Written:
    """How the migration is written; line 0 where its class is not found."""
    path, text = path_of(migration), _text_of(migration)
    classes = _classes(text)
    found = classes.pop(type(migration).__name__, None)
    count = len(migration.operations)
    if found is None:
        return Written(text, Source(path), [Source(path)] * count)
    lines = text.splitlines()
    places = [Source(path, node.lineno, _text(lines, node)) for node in _elements(found)]
    if len(places) != count:
        places = [Source(path, found.lineno)] * count
    others = (line for each in classes.values() if any(_lists(each)) for line in _lines(each))
    return Written(text, Source(path, found.lineno), places, frozenset(others))


def _text_of(migration: Migration) -> str:
    """The source, "" where it cannot be read (a compiled file, a module made by code)."""
    path = _file(migration)
    try:
        with tokenize.open(path) as file:
            return file.read()
    except (OSError, SyntaxError, ValueError):
        return ""


def _classes(text: str) -> dict[str, ast.ClassDef]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return {}
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}


def _lines(node: ast.ClassDef) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _elements(node: ast.ClassDef) -> Iterator[ast.expr]:
    for value in _lists(node):
        if isinstance(value, ast.List):
            yield from value.elts


def _lists(node: ast.ClassDef) -> Iterator[ast.expr]:
    """What the class says that its operations are."""
    for statement in node.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and "operations" in _names(statement):
            yield from filter(None, [statement.value])


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
