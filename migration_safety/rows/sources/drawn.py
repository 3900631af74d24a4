"""Cells of a source that could be counted, drawn by chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migration_safety.rows.sources.chunk import Chunk
from migration_safety.rows.sources.source import Countable


@dataclass(frozen=True, slots=True)
class Drawn:
    """Each of the first `count` cells as likely as the others."""

    source: Countable
    count: int

    @property
    def columns(self) -> tuple[str, ...]:
        return self.source.columns

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        name = "\t".join(self.columns)
        draws = zip(chunk.draws(name), chunk.draws(f"{name}\tfine"), strict=True)
        return self.source.cells((a << 16 | b) * self.count >> 32 for a, b in draws)
