"""Cells that are another one in every row, and pass the checks of their column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from migration_safety.core.volume.cell import NULL, text_of
from migration_safety.core.volume.constraint import Check
from migration_safety.rows.composing.pools.examples import examples
from migration_safety.rows.composing.sheet import Sheet
from migration_safety.rows.sources.numbered.listed import Listed
from migration_safety.rows.sources.numbered.numbers import Numbers
from migration_safety.rows.sources.numbered.permuted import Permuted
from migration_safety.rows.sources.source import Countable

PROBES = 5


def fitted(sheet: Sheet, column: str) -> Countable | None:
    """A source that the checks of this column alone accept; None where none is found."""
    source = sheet.countable(column)
    checks = [each for each in sheet.constraints.checks if each.columns == (column,)]
    if not checks or column in sheet.relations:
        return source
    offered = _cells(source)
    if not offered and source:
        for each in (source, *_moved(source, checks, sheet)):
            if _fits(each, column, checks, sheet):
                return each
    offered = offered or examples(checks, sheet.world.judge, sheet.wanted.total, sheet.world.seed)
    kept = tuple(dict.fromkeys(_passing(offered, column, checks, sheet)))
    return sheet.over(column, Listed(column, kept), len(kept)) if kept else None


def lenient(sheet: Sheet, column: str) -> bool:
    """Whether the checks of this column alone accept a word with a number."""
    checks = [each for each in sheet.constraints.checks if each.columns == (column,)]
    words = [b"word-1", b"word-%d" % sheet.wanted.end]
    return len(_passing(words, column, checks, sheet)) == len(words)


def _cells(source: Countable | None) -> list[bytes]:
    """Those of choices, of which there are but some."""
    if isinstance(source, Permuted) and isinstance(source.sources[0], Listed):
        return list(source.sources[0].values)
    return []


def _moved(source: Countable, checks: Sequence[Check], sheet: Sheet) -> Iterator[Numbers]:
    """The numbers counted from a constant of the checks on, upwards or downwards."""
    if not isinstance(source, Numbers) or source.format != "number":
        return
    for check in checks:
        for literal in sheet.world.judge.literals(check.expression):
            text = text_of(literal) or ""
            if re.fullmatch(r"-?\d+(\.0*)?", text):
                low = int(text.partition(".")[0])
                yield replace(source, low=low, step=1)
                yield replace(source, low=low, step=-1)


def _fits(source: Countable, column: str, checks: Sequence[Check], sheet: Sheet) -> bool:
    first, end = sheet.wanted.first, sheet.wanted.end
    step = max(1, (end - first - 1) // PROBES)
    cells = list(source.cells([*range(first, end, step), end - 1]))
    return len(_passing(cells, column, checks, sheet)) == len(cells)


def _passing(
    cells: Sequence[bytes], column: str, checks: Sequence[Check], sheet: Sheet
) -> list[bytes]:
    """Those that pass all checks."""
    kept = [cell for cell in cells if cell != NULL]
    for check in checks:
        rows = [(cell,) for cell in kept]
        passed = sheet.world.judge.passing(sheet.constraints, check, (column,), rows)
        kept = [cell for cell, passes in zip(kept, passed, strict=True) if passes]
    return kept
