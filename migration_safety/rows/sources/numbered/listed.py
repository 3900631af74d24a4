"""Cells that are known one by one: choices, and keys of rows that a table already holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migration_safety.rows.sources.chunk import Chunk


@dataclass(frozen=True, slots=True)
class Listed:
    """The cells in their order; each one once."""

    column: str
    values: tuple[bytes, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    @property
    def capacity(self) -> int:
        return len(self.values)

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        return self.cells(chunk.numbers)

    def cells(self, rows: Iterable[int]) -> Iterator[bytes]:
        return map(self.values.__getitem__, rows)
