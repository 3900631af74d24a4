"""Where each operation is written: file, line and text, read with `ast`."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from django.db.migrations import Migration

from migration_safety.core.change import Source


def path_of(migration: Migration) -> str:
    """The migration's file, relative to the working directory where it lies below it."""
    module = sys.modules.get(type(migration).__module__)
    file = getattr(module, "__file__", None)
    if not file:
        return ""
    path = Path(file)
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def sources(migration: Migration) -> list[Source]:
    """One for each operation; an operation made by code gets the line of its class.

    An operation list that is not written out (`operations = build()`) cannot be split.
    """
    path = path_of(migration)
    nodes, start = _operation_nodes(path, type(migration).__name__)
    count = len(migration.operations)
    if len(nodes) != count:
        return [Source(path, start)] * count
    lines = Path(path).read_text("utf-8").splitlines()
    return [Source(path, node.lineno, _text(lines, node)) for node in nodes]


def _operation_nodes(path: str, class_name: str) -> tuple[list[ast.expr], int]:
    try:
        tree = ast.parse(Path(path).read_text("utf-8"))
    except (OSError, SyntaxError, ValueError):
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
