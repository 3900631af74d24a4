"""Identifiers that look random, and are another one in every row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from migration_safety.rows.sources.chunk import Chunk

# Odd, so that multiplying by it maps the 62-bit numbers onto themselves.
MULTIPLIER = 0x1E3779B97F4A7C15
MASK = (1 << 62) - 1
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
        digest = blake2b(f"{self.seed}\t{self.column}".encode(), digest_size=16).digest()
        first, second = (int.from_bytes(half, "big") for half in (digest[:8], digest[8:]))
        shown = b"%012x4%03x%016x"
        for row in rows:
            low = (row * MULTIPLIER ^ first) & MASK
            # Mixed from the low half: no new information, yet another one for each row.
            high = (low * MULTIPLIER ^ second) * MULTIPLIER >> 7
            yield shown % (high & 0xFFFFFFFFFFFF, high >> 48 & 0xFFF, low | VARIANT)
