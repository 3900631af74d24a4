"""A chunk of rows: what it is made of follows from the seed, the table and its number alone."""

from __future__ import annotations

import sys
from array import array
from dataclasses import dataclass
from hashlib import blake2b
from random import Random

# A draw is 16 bits: fine enough for a fraction, and read from memory without arithmetic.
DRAWS = 1 << 16


@dataclass(frozen=True, slots=True)
class Chunk:
    """`rows` rows of `table` from row number `first` (from 0) on."""

    seed: str
    table: str
    first: int
    rows: int

    @property
    def numbers(self) -> range:
        """The row numbers."""
        return range(self.first, self.first + self.rows)

    def random(self, purpose: str) -> Random:
        """A stream of its own for each purpose, such as the name of a column."""
        # The parts are told apart by their lengths: names may hold any character.
        parts = (self.seed, self.table, purpose, str(self.first))
        text = "".join(f"{len(part)}:{part}" for part in parts)
        return Random(int.from_bytes(blake2b(text.encode(), digest_size=16).digest(), "big"))

    def draws(self, purpose: str) -> array[int]:
        """One draw below DRAWS for each row, each number alike."""
        drawn = array("H", self.random(purpose).randbytes(2 * self.rows))
        if sys.byteorder == "big":
            drawn.byteswap()
        return drawn
