"""Some of the columns of another source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migration_safety.rows.sources.chunk import Chunk
from migration_safety.rows.sources.source import Source


@dataclass(frozen=True, slots=True)
class Part:
    """The `columns` of the `source`, which has more of them."""

    source: Source
    columns: tuple[str, ...]

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        places = [self.source.columns.index(column) for column in self.columns]
        for piece in self.source.pieces(chunk):
            cells = piece.split(b"\t")
            yield b"\t".join([cells[place] for place in places])
