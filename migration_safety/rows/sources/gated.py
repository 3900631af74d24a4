"""A pool whose fragments say which cells of other sources are NULL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migration_safety.core.volume.cell import NULL
from migration_safety.rows.sources.chunk import Chunk
from migration_safety.rows.sources.pool import Pool
from migration_safety.rows.sources.source import Source


@dataclass(frozen=True, slots=True)
class Gated:
    """`gates` has, for each fragment of the pool, whether each source's cell is taken."""

    pool: Pool
    sources: tuple[Source, ...]
    gates: tuple[tuple[bool, ...], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.pool.columns, *(name for each in self.sources for name in each.columns))

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        offered = zip(*(source.pieces(chunk) for source in self.sources), strict=True)
        rows = zip(self.pool.places(chunk), chunk.numbers, offered, strict=True)
        nothing = [b"\t".join([NULL] * len(source.columns)) for source in self.sources]
        for place, row, cells in rows:
            own = (b"%d" % (row + 1)).join(self.pool.fragments[place])
            gates = zip(self.gates[place], cells, nothing, strict=True)
            others = [cell if is_open else null for is_open, cell, null in gates]
            yield b"\t".join([own, *others] if self.pool.columns else others)
