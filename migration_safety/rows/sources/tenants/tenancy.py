"""Which tenant owns which row: by a formula, both ways."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, partial

from migration_safety.rows.sources.referring.keys import coprime

# Rows that belong to no tenant are those of owner 0; tenant number t is owner t + 1.
NOBODY = 0


@dataclass(frozen=True, slots=True)
class Tenancy:
    """Each row from `first` on has a place of its own; owner k has places cuts[k] to cuts[k + 1].

    Places are in no order that means anything: whatever follows the row's number, such as its
    time, does not follow its tenant.  `numbering` is the key of the first tenant: where two
    tenancies differ in it, their owners are not the same.
    """

    first: int
    cuts: tuple[int, ...]
    numbering: str = ""

    @property
    def rows(self) -> int:
        """How many there are."""
        return self.cuts[-1]

    @property
    def counts(self) -> list[int]:
        """The rows of each owner."""
        return [len(self.places(owner)) for owner in range(len(self.cuts) - 1)]

    def places(self, owner: int) -> range:
        """Those of an owner, if there is such a one."""
        return range(*self.cuts[owner : owner + 2]) if owner + 1 < len(self.cuts) else range(0)

    def placed(self, rows: Iterable[int]) -> list[int]:
        """The place of each of its rows."""
        first, step, count = self.first, coprime(self.rows), self.rows
        return [(row - first) * step % count for row in rows]

    def rows_at(self, places: Iterable[int]) -> list[int]:
        """The row that has each place."""
        first, back, count = self.first, inverse(self.rows), self.rows
        return [first + place * back % count for place in places]

    def owners_of(self, places: Iterable[int]) -> list[int]:
        """Who owns each place."""
        return list(map(partial(bisect_right, self.cuts[1:]), places))

    def owners(self, rows: range) -> list[int]:
        """Who owns each of its rows."""
        return _owners(self, rows)


@lru_cache(maxsize=2)
def _owners(tenancy: Tenancy, rows: range) -> list[int]:
    """Kept for the other columns of a chunk."""
    return tenancy.owners_of(tenancy.placed(rows))


def inverse(count: int) -> int:
    """What takes back a multiplication by the step of so many rows."""
    return pow(coprime(count), -1, count) if count > 1 else 1
