"""Rows counted from another one on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migration_safety.rows.sources.chunk import Chunk
from migration_safety.rows.sources.source import Countable


@dataclass(frozen=True, slots=True)
class Shifted:
    """Row 0 of it is row `first` of the source."""

    source: Countable
    first: int
    capacity: int | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return self.source.columns

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        return self.cells(chunk.numbers)

    def cells(self, rows: Iterable[int]) -> Iterator[bytes]:
        return self.source.cells(map(self.first.__add__, rows))
