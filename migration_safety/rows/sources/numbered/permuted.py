"""Combinations that no two rows share: of parents, choices and ranges of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import prod

from migration_safety.rows.sources.chunk import Chunk
from migration_safety.rows.sources.referring.keys import coprime
from migration_safety.rows.sources.source import Countable


@dataclass(frozen=True, slots=True)
class Permuted:
    """Row r takes the combination number r of an affine permutation of all of them.

    Each of the sources has one cell for each of `columns`, `sizes` are how many of them; rows
    count from `first` on.
    """

    columns: tuple[str, ...]
    sources: tuple[Countable, ...]
    sizes: tuple[int, ...]
    first: int = 0

    @property
    def capacity(self) -> int:
        return prod(self.sizes)

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        return self.cells(chunk.numbers)

    def cells(self, rows: Iterable[int]) -> Iterator[bytes]:
        step, capacity, first = self._step, self.capacity, self.first
        places = [(row - first) * step % capacity for row in rows]
        columns = []
        for source, size in zip(self.sources, self.sizes, strict=True):
            columns.append(source.cells([place % size for place in places]))
            places = [place // size for place in places]
        return map(b"\t".join, zip(*columns, strict=True))

    @property
    def _step(self) -> int:
        return coprime(self.capacity)
