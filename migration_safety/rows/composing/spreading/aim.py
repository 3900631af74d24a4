"""What is wanted of one column of a group: which values, and how common each is."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from migration_safety.rows.composing.pools.group import Fragment, Group
from migration_safety.rows.composing.spreading.fewer import fewer
from migration_safety.rows.composing.spreading.values import Parts, Values
from migration_safety.rows.spread.levelling import levelled
from migration_safety.rows.spread.raking import MeanWidth, Shares
from migration_safety.rows.spread.weights import weights_from_statistics

OTHERS = "others"
# Of the heaviest weight: no slot would stand for less.
NOTHING = 1e-7


@dataclass(frozen=True, slots=True)
class Aim:
    """`kept` are the values that are wanted, each with its cell and the weight that it had.

    `shares` are wanted of each of them, where the frequency of any is known; else of NULL, and
    of all others together.  `unwanted` is the weight of the values that are not kept.
    """

    name: str
    place: int
    values: Values
    kept: Mapping[Hashable, tuple[Parts, float]]
    shares: Mapping[Hashable, float]
    unwanted: float = 0.0

    def kind(self, value: Hashable) -> Hashable:
        """A value that is not kept is of a kind of its own, of which nothing is wanted."""
        return value if value in self.shares or value not in self.kept else OTHERS

    def found(self, fragments: Sequence[Fragment]) -> list[Hashable]:
        """The value of each fragment."""
        return self.values.of([fragment[self.place] for fragment in fragments])

    def demand(self, fragments: Sequence[Fragment]) -> Shares:
        """How common each kind is to be."""
        return Shares([self.kind(value) for value in self.found(fragments)], self.shares)

    def width(self, fragments: Sequence[Fragment]) -> MeanWidth | None:
        """How wide texts are to be; None where that is not to be chosen: not beside shares of
        each text, which say it."""
        if OTHERS not in self.shares:
            return None
        widths = self.values.widths([fragment[self.place] for fragment in fragments])
        return MeanWidth(widths, self.values.known.average_width or 0) if widths else None

    def missed(self, fragments: Sequence[Fragment], weights: Sequence[float]) -> float:
        """How far it is from being met, from 0 to 1: by the shares, or by the distinct values."""
        sums = dict.fromkeys(self.shares, 0.0)
        values = self.found(fragments)
        for value, weight in zip(values, weights, strict=True):
            sums[self.kind(value)] = sums.get(self.kind(value), 0.0) + weight
        total = sum(sums.values())
        apart = (abs(each / total - self.shares.get(kind, 0.0)) for kind, each in sums.items())
        return max(sum(apart) / 2, self._lost(values))

    def _lost(self, values: Sequence[Hashable]) -> float:
        """How much of its variety; what has the row's number in it cannot lose any."""
        kept = [value for value in self.kept if not isinstance(value, tuple)]
        return 1 - len(set(kept) & set(values)) / len(kept) if kept else 0.0


def aim(group: Group, place: int, values: Values, rows: int) -> Aim:
    """By the values that the group offers."""
    cells = [fragment[place] for fragment in group.fragments]
    found = values.of(cells)
    sums: dict[Hashable, float] = {}
    for value, weight in zip(found, group.weights, strict=True):
        sums[value] = sums.get(value, 0.0) + weight
    named = set(values.named.values())
    filled = (value for value in sums if value is not None)
    common = sorted(filled, key=lambda value: (value not in named, -sums[value]))
    numbered = any(len(cell) > 1 for cell in cells)
    few = len(common) if numbered else fewer(values.known, len(common), rows)
    kept = [None, *common[:few]] if None in sums else common[:few]
    cell_of = dict(zip(found, cells, strict=True))
    shares = _shares({value: sums[value] for value in kept}, values, numbered=numbered)
    wanted = sum(sums[value] for value in kept if value in shares or OTHERS in shares)
    return Aim(
        name=group.names[place],
        place=place,
        values=values,
        kept={value: (cell_of[value], sums[value]) for value in kept},
        shares=shares,
        unwanted=1 - wanted / sum(sums.values()),
    )


def _shares(
    kept: Mapping[Hashable, float], values: Values, *, numbered: bool
) -> dict[Hashable, float]:
    """By the weights that the kept values have; of those beyond the known ones none is more
    common than these."""
    known = values.known
    wanted: dict[Hashable, float]
    if numbered or not known.frequencies:
        nulls = (known.null_fraction or 0.0) if None in kept else 0.0
        wanted = {None: nulls, OTHERS: 1 - nulls}
    else:
        weights = dict(zip(kept, weights_from_statistics(list(kept), known), strict=True))
        head = set(values.named.values()) or _first(kept, len(known.frequencies))
        wanted = {value: weights[value] for value in kept if value is None or value in head}
        others = {value: weight for value, weight in kept.items() if value not in wanted}
        whole, most = fsum(weights[value] for value in others), known.frequencies[-1]
        wanted |= levelled(others, whole, most)
    total = fsum(wanted.values())
    return {kind: share / total for kind, share in wanted.items() if share > NOTHING}


def _first(kept: Mapping[Hashable, float], count: int) -> set[Hashable]:
    return set([value for value in kept if value is not None][:count])
