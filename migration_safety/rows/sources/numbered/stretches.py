"""Stretches of time or numbers that no two rows share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migration_safety.rows.sources.chunk import Chunk
from migration_safety.rows.sources.numbered.numbers import FORMATS


@dataclass(frozen=True, slots=True)
class Stretches:
    """From `low + 2 * width * row` for `width`, so that a gap lies between any two.

    One column takes a range, "[2000-01-01,2000-01-02)"; two take its ends.
    """

    columns: tuple[str, ...]
    format: str
    low: int
    width: int
    after: str = ""

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        shown, after = FORMATS[self.format], self.after
        line = '["{}","{}")' if len(self.columns) == 1 else "{}\t{}"
        for row in chunk.numbers:
            start = self.low + 2 * self.width * row
            ends = (shown(start) + after, shown(start + self.width) + after)
            yield line.format(*ends).encode()
