"""Pairs of two different rows of one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migration_safety.rows.sources.chunk import Chunk
from migration_safety.rows.sources.source import Countable


@dataclass(frozen=True, slots=True)
class Apart:
    """The keys of two of `count` rows, of which there are two at least.

    Where `rising`, the earlier one comes first, and no two pairs have the same rows.
    """

    columns: tuple[str, str]
    parent: Countable
    count: int
    rising: bool = False

    @property
    def capacity(self) -> int:
        pairs = self.count * self._distances
        return 1 if self.rising and self.count == 2 else pairs

    @property
    def _distances(self) -> int:
        # From half of the way round on, a pair is that of its other row.
        return max(1, (self.count - 1) // 2) if self.rising else self.count - 1

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        return self.cells(chunk.numbers)

    def cells(self, rows: Iterable[int]) -> Iterator[bytes]:
        pairs = [self._pair(row) for row in rows]
        first, second = ([pair[side] for pair in pairs] for side in (0, 1))
        both = zip(self.parent.cells(first), self.parent.cells(second), strict=True)
        return map(b"\t".join, both)

    def _pair(self, row: int) -> tuple[int, int]:
        distance, place = divmod(row % self.capacity, self.count)
        other = (place + distance + 1) % self.count
        return (other, place) if self.rising and other < place else (place, other)
