"""Pairs of which each comes twice: once from either side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migration_safety.rows.sources.chunk import Chunk
from migration_safety.rows.sources.numbered.permuted import Permuted


@dataclass(frozen=True, slots=True)
class Mirrored:
    """Of two rows each the second has the cells of the first in turned order."""

    pairs: Permuted

    @property
    def columns(self) -> tuple[str, ...]:
        return self.pairs.columns

    @property
    def capacity(self) -> int:
        return 2 * self.pairs.capacity

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        return self.cells(chunk.numbers)

    def cells(self, rows: Iterable[int]) -> Iterator[bytes]:
        first = self.pairs.first
        places = [divmod(row - first, 2) for row in rows]
        pairs = self.pairs.cells([first + place for place, _ in places])
        return (
            _turned(pair) if turn else pair for pair, (_, turn) in zip(pairs, places, strict=True)
        )


def _turned(pair: bytes) -> bytes:
    one, other = pair.split(b"\t")
    return b"\t".join((other, one))
