"""What a loop goes through: rows of a table, batches, or a few things that are written out."""

from __future__ import annotations

import ast
from typing import Any

from migration_safety.core.operations.function import Around, Loop, Reach
from migration_safety.reading.functions.called.libraries import lifted
from migration_safety.reading.functions.models.orm import instance
from migration_safety.reading.functions.notebook import Notebook, text_of
from migration_safety.reading.functions.values import NOTHING, Known, Many, Rows, Several

FEW = 30


def elements(value: Any) -> tuple[Any, ...] | None:
    """The elements of what is written out or known, None of anything else."""
    if isinstance(value, Several):
        return value.items
    if isinstance(value, Known) and isinstance(value.it, list | tuple | dict):
        return tuple(lifted(each) for each in value.it)
    return None


def loop_over(notes: Notebook, source: Any, node: ast.expr) -> tuple[Loop, Any]:
    """The loop over a value, and what its variable stands for; reading rows is noted."""
    line, text = node.lineno, text_of(node)
    if isinstance(source, Rows):
        read(notes, source, node)
        item = NOTHING if source.plain else instance(source)
        return _over_rows(notes, source, text, line), item
    if isinstance(source, Many):
        if source.batches:
            return Loop(Around.BATCHES, text=text, line=line), source.of
        if source.source is not None and not source.few:
            return _over_rows(notes, source.source, text, line), source.of
        return Loop(Around.FIXED if source.few else Around.UNKNOWN, line=line), source.of
    fixed = elements(source) is not None
    return Loop(Around.FIXED if fixed else Around.UNKNOWN, text=text, line=line), NOTHING


def _over_rows(notes: Notebook, rows: Rows, text: str, line: int) -> Loop:
    around = Around.FIXED if rows.some or rows.one else Around.ROWS
    return Loop(around, notes.moment.table(rows.kind), rows.every, text, line)


def read(notes: Notebook, rows: Rows, node: ast.AST) -> None:
    """Note that rows are fetched."""
    reach = Reach.ONE if rows.one else Reach.EVERY if rows.every and not rows.some else Reach.SOME
    notes.query(
        "iterate",
        "SELECT",
        rows.kind,
        node,
        reach=reach,
        routed=rows.routed,
        streamed=rows.streamed or rows.plain,
    )
