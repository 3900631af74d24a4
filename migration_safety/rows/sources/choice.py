"""Sources of which each row takes one, or none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migration_safety.core.volume.cell import NULL
from migration_safety.rows.sources.chunk import DRAWS, Chunk
from migration_safety.rows.sources.source import Source


@dataclass(frozen=True, slots=True)
class Nullable:
    """The source's cells, but NULL in that fraction of the rows."""

    source: Source
    nulls: float

    @property
    def columns(self) -> tuple[str, ...]:
        return self.source.columns

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        limit = int(self.nulls * DRAWS)
        nothing = b"\t".join([NULL] * len(self.columns))
        draws = chunk.draws("\t".join((*self.columns, "null")))
        cells = self.source.pieces(chunk)
        return (nothing if draw < limit else cell for draw, cell in zip(draws, cells, strict=True))


@dataclass(frozen=True, slots=True)
class Either:
    """The rows below `limit` are of the first source, all others of the second."""

    limit: int
    below: Source
    above: Source

    @property
    def columns(self) -> tuple[str, ...]:
        return self.below.columns

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        rows = min(max(self.limit - chunk.first, 0), chunk.rows)
        here = Chunk(chunk.seed, chunk.table, chunk.first, rows)
        rest = Chunk(chunk.seed, chunk.table, chunk.first + rows, chunk.rows - rows)
        yield from self.below.pieces(here)
        yield from self.above.pieces(rest)


@dataclass(frozen=True, slots=True)
class Mixed:
    """Each row takes the cells of one of the sources, all alike."""

    sources: tuple[Source, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return self.sources[0].columns

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        draws = chunk.draws("\t".join((*self.columns, "mixed")))
        offered = zip(*(source.pieces(chunk) for source in self.sources), strict=True)
        count = len(self.sources)
        return (cells[draw * count >> 16] for draw, cells in zip(draws, offered, strict=True))


@dataclass(frozen=True, slots=True)
class Joined:
    """Several sources side by side, as one."""

    sources: tuple[Source, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column for source in self.sources for column in source.columns)

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        cells = zip(*(source.pieces(chunk) for source in self.sources), strict=True)
        return map(b"\t".join, cells)
