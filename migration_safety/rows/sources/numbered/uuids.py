"""Identifiers that look random, and are another one in every row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from migration_safety.rows.sources.chunk import Chunk

# Odd, so that multiplying by it maps the 62-bit numbers onto themselves.
MULTIPLIER = 0x1E3779B97F4A7C15
MASK = (1 << 62) - 1
INVERSE = pow(MULTIPLIER, -1, MASK + 1)
VARIANT = 1 << 63


@dataclass(frozen=True, slots=True)
class Uuids:
    """Version 4 by its bits (RFC 9562); the last 62 of them are the row's number, scrambled."""

    column: str
    seed: str
    capacity: int | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        return self.cells(chunk.numbers)

    def cells(self, rows: Iterable[int]) -> Iterator[bytes]:
        first, second = self._keys
        shown = b"%012x4%03x%016x"
        for row in rows:
            low = (row * MULTIPLIER ^ first) & MASK
            # Mixed from the low half: no new information, yet another one for each row.
            high = (low * MULTIPLIER ^ second) * MULTIPLIER >> 7
            yield shown % (high & 0xFFFFFFFFFFFF, high >> 48 & 0xFFF, low | VARIANT)

    def row(self, cell: bytes) -> int:
        """The row that has this cell, if it is one of this source."""
        low = int(cell.replace(b"-", b""), 16) & MASK
        return (low ^ self._keys[0] & MASK) * INVERSE & MASK

    @property
    def _keys(self) -> tuple[int, int]:
        digest = blake2b(f"{self.seed}\t{self.column}".encode(), digest_size=16).digest()
        return int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:], "big")
