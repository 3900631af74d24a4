"""The cells of another column once more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migration_safety.rows.sources.chunk import Chunk
from migration_safety.rows.sources.source import Countable


@dataclass(frozen=True, slots=True)
class Renamed:
    """In every row the cell that the source has there."""

    column: str
    source: Countable

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    @property
    def capacity(self) -> int | None:
        return self.source.capacity

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        return self.source.pieces(chunk)

    def cells(self, rows: Iterable[int]) -> Iterator[bytes]:
        return self.source.cells(rows)
