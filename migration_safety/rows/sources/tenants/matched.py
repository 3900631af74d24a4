"""Combinations of rows of one tenant that no two rows share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from operator import add

from migration_safety.core.volume.cell import NULL
from migration_safety.rows.sources.chunk import Chunk
from migration_safety.rows.sources.referring.keys import coprime
from migration_safety.rows.sources.source import Countable
from migration_safety.rows.sources.tenants.tenancy import Tenancy


@dataclass(frozen=True, slots=True)
class Side:
    """A column of the combination: rows of a parent by their owners, or `size` cells for all.

    Where it is `nullable`, an owner may have more rows than there are combinations.
    """

    column: str
    source: Countable
    tenancy: Tenancy | None = None
    size: int = 0
    nullable: bool = False

    def room(self, owner: int) -> int:
        """How many cells there are for the owner."""
        return len(self.tenancy.places(owner)) if self.tenancy else self.size

    def cells(self, numbers: Iterable[int], owners: Sequence[int]) -> Iterator[bytes]:
        """The cell of that number among the owner's."""
        if self.tenancy is None:
            return self.source.cells(numbers)
        starts = [self.tenancy.places(owner).start for owner in range(max(owners, default=0) + 1)]
        places = map(add, numbers, map(starts.__getitem__, owners))
        return self.source.cells(self.tenancy.rows_at(places))


@dataclass(frozen=True, slots=True)
class Matched:
    """`tenancy` are the owners of the rows; of their combinations so many are `used` already."""

    sides: tuple[Side, ...]
    tenancy: Tenancy
    used: tuple[int, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(each.column for each in self.sides)

    @property
    def capacity(self) -> int:
        return self.tenancy.first + self.tenancy.rows

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        return self.cells(chunk.numbers)

    def cells(self, rows: Iterable[int]) -> Iterator[bytes]:
        places = self.tenancy.placed(rows)
        owners = self.tenancy.owners_of(places)
        room, steps = _rooms(self)
        before = [used - start for used, start in zip(self.used, self.tenancy.cuts, strict=False)]
        counted = [place + before[owner] for place, owner in zip(places, owners, strict=True)]
        # Within the owner they are permuted, or the first rows of a parent would have most.
        numbers = [
            number * steps[owner] % (room[owner] or 1)
            for number, owner in zip(counted, owners, strict=True)
        ]
        surplus = [number >= room[owner] for number, owner in zip(counted, owners, strict=True)]
        return map(b"\t".join, zip(*self._columns(numbers, owners, surplus), strict=True))

    def _columns(
        self, numbers: list[int], owners: list[int], surplus: list[bool]
    ) -> Iterator[Iterable[bytes]]:
        """The cells of each side, by the numbers of combinations in mixed radix."""
        for side in self.sides:
            sizes = [side.room(owner) or 1 for owner in range(len(self.used))]
            own = [number % sizes[owner] for number, owner in zip(numbers, owners, strict=True)]
            numbers = [n // sizes[owner] for n, owner in zip(numbers, owners, strict=True)]
            cells = side.cells(own, owners)
            if side.nullable and any(surplus):
                pairs = zip(surplus, cells, strict=True)
                yield [NULL if is_surplus else cell for is_surplus, cell in pairs]
            else:
                yield cells


def rooms(sides: Sequence[Side], owners: int) -> list[int]:
    """How many combinations each owner has."""
    return [prod(each.room(owner) for each in sides) for owner in range(owners)]


@lru_cache(maxsize=16)
def _rooms(matched: Matched) -> tuple[list[int], list[int]]:
    """How many combinations each owner has, and the step from one to the next."""
    found = rooms(matched.sides, len(matched.used))
    return found, [coprime(each) if each else 1 for each in found]
