"""References to rows of the same tenant, of which some are chosen far more often than others."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log

from migration_safety.core.volume.cell import NULL
from migration_safety.rows.sources.chunk import DRAWS, Chunk
from migration_safety.rows.sources.referring.keys import EXACT, FEW
from migration_safety.rows.sources.source import Countable
from migration_safety.rows.sources.tenants.tenancy import NOBODY, Tenancy

FINE = 1 << 32


@dataclass(frozen=True, slots=True)
class Within:
    """A row of the parent that has the row's own owner, by Zipf's law among those.

    `own` are the owners of the rows, `theirs` those of the parent's.  Nobody's rows refer to
    any; where the owner has none in the parent's table, and in the fraction `nulls`, it is NULL.
    """

    column: str
    parent: Countable
    own: Tenancy
    theirs: Tenancy
    exponent: float = 1.0
    nulls: float = 0.0

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        places, theirs = self._places(chunk), self.theirs
        if theirs.rows <= FEW:
            keys: Iterator[bytes] = map(_cells(self).__getitem__, places)
        else:
            keys = self.parent.cells(theirs.rows_at(places))
        owners = self.own.owners(chunk.numbers)
        lacking = {owner for owner in set(owners) if not _places(self, owner)}
        if lacking:
            keys = (NULL if a in lacking else key for a, key in zip(owners, keys, strict=True))
        if not self.nulls:
            return keys
        limit = int(self.nulls * DRAWS)
        absent = chunk.draws(f"{self.column}\tnull")
        return (NULL if draw < limit else key for draw, key in zip(absent, keys, strict=True))

    def _places(self, chunk: Chunk) -> Iterator[int]:
        """Where, in the order of places, the parent of each row stands."""
        owners = self.own.owners(chunk.numbers)
        draws = zip(owners, _fine(chunk, self.column), strict=True)
        starts, scales = _scales(self)
        if abs(self.exponent - 1) < EXACT:
            return (starts[owner] + int(exp(scales[owner] * draw)) for owner, draw in draws)
        power = 1 / (1 - self.exponent)
        return (starts[owner] + int((1 + scales[owner] * draw) ** power) for owner, draw in draws)


def _places(keys: Within, owner: int) -> range:
    return range(keys.theirs.rows) if owner == NOBODY else keys.theirs.places(owner)


@lru_cache(maxsize=16)
def _cells(keys: Within) -> list[bytes]:
    """The parent's keys in the order of places."""
    return list(keys.parent.cells(keys.theirs.rows_at(range(keys.theirs.rows))))


@lru_cache(maxsize=64)
def _scales(keys: Within) -> tuple[list[int], list[float]]:
    """For each owner, the place before the first one, and what makes a rank (from 1) of a draw.

    The inverse of the continuous Zipf (bounded Pareto) distribution.
    """
    owners = [_places(keys, owner) for owner in range(len(keys.own.cuts) - 1)]
    power = 1 - keys.exponent
    if abs(power) < EXACT:
        scales = [log(len(each) + 1) / FINE for each in owners]
    else:
        scales = [((len(each) + 1) ** power - 1) / FINE for each in owners]
    return [each.start - 1 for each in owners], scales


def _fine(chunk: Chunk, purpose: str) -> array[int]:
    """A draw below FINE for each row: 16 bits do not tell a million rows apart."""
    drawn = array("I", chunk.random(purpose).randbytes(4 * chunk.rows))
    if sys.byteorder == "big":
        drawn.byteswap()
    return drawn
