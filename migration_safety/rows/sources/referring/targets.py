"""The rows of several tables as one: what generic foreign keys point at."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from migration_safety.rows.sources.chunk import Chunk
from migration_safety.rows.sources.source import Countable


@dataclass(frozen=True, slots=True)
class Targets:
    """The name of each table in one column, the keys of its rows in the other."""

    columns: tuple[str, str]
    names: tuple[bytes, ...]
    keys: tuple[Countable, ...]
    sizes: tuple[int, ...]

    @property
    def capacity(self) -> int:
        return sum(self.sizes)

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        return self.cells(chunk.numbers)

    def cells(self, rows: Iterable[int]) -> Iterator[bytes]:
        starts = [0, *accumulate(self.sizes)]
        for row in rows:
            place = bisect_right(starts, row) - 1
            (key,) = self.keys[place].cells([row - starts[place]])
            yield self.names[place] + b"\t" + key
