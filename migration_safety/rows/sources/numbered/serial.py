"""Keys that a sequence would give."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migration_safety.rows.sources.chunk import Chunk
from migration_safety.rows.sources.numbered.decimals import decimals


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
        rows = chunk.numbers
        if len(self.starts) > 1 or not rows:
            return self.cells(rows)
        first = self.key(rows[0])
        return decimals(first, first + len(rows))

    def cells(self, rows: Iterable[int]) -> Iterator[bytes]:
        if len(self.starts) == 1:
            ((row, key),) = self.starts
            return map(b"%d".__mod__, map((key - row).__add__, rows))
        return map(b"%d".__mod__, map(self.key, rows))

    def key(self, row: int) -> int:
        """The key of that row."""
        start, key = self.starts[bisect_right(self.starts, (row, 1 << 64)) - 1]
        return key + row - start
