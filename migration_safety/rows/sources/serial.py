"""Keys that a sequence would give."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migration_safety.rows.sources.chunk import Chunk


@dataclass(frozen=True, slots=True)
class Serial:
    """Consecutive numbers; `starts` are pairs (row number, its key), where they begin anew."""

    column: str
    starts: tuple[tuple[int, int], ...] = ((0, 1),)
    capacity: int | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        return self.cells(chunk.numbers)

    def cells(self, rows: Iterable[int]) -> Iterator[bytes]:
        if len(self.starts) == 1:
            ((row, key),) = self.starts
            return map(b"%d".__mod__, map((key - row).__add__, rows))
        return map(b"%d".__mod__, map(self.key, rows))

    def key(self, row: int) -> int:
        """The key of that row."""
        start, key = self.starts[bisect_right(self.starts, (row, 1 << 64)) - 1]
        return key + row - start
