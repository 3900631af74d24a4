"""What is wanted of one column of a group: which values, and how common each is."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from migration_safety.rows.composing.pools import Fragment, Group
from migration_safety.rows.composing.spreading.fewer import fewer
from migration_safety.rows.composing.spreading.values import Parts, Values
from migration_safety.rows.spread.raking import MeanWidth, Shares
from migration_safety.rows.spread.weights import weights_from_statistics

OTHERS = "others"
# Of the heaviest weight: no slot would stand for less.
NOTHING = 1e-7


@dataclass(frozen=True, slots=True)
class Aim:
    """`kept` are the values that are wanted, each with its cell and the weight that it had.

    `shares` are wanted of each kind of value: of those that are known by their frequency, of
    NULL, and of all others together.
    """

    name: str
    place: int
    values: Values
    kept: Mapping[Hashable, tuple[Parts, float]]
    shares: Mapping[Hashable, float]

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
        """How wide texts are to be; None where that is not to be chosen."""
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
        lost = 1 - len(self.kept.keys() & set(values)) / len(self.kept)
        return max(sum(apart) / 2, lost)


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
    return Aim(
        name=group.names[place],
        place=place,
        values=values,
        kept={value: (cell_of[value], sums[value]) for value in kept},
        shares=_shares(kept, values, numbered=numbered),
    )


def _shares(kept: Sequence[Hashable], values: Values, *, numbered: bool) -> dict[Hashable, float]:
    """Among the values that no frequency is known of, those that are more common stay so."""
    known = values.known
    nulls = (known.null_fraction or 0.0) if None in kept else 0.0
    wanted: dict[Hashable, float]
    if numbered or not known.frequencies:
        wanted = {None: nulls, OTHERS: 1 - nulls}
    else:
        weights = dict(zip(kept, weights_from_statistics(kept, known), strict=True))
        common = [value for value in kept if value is not None]
        head = set(values.named.values()) or set(common[: len(known.frequencies)])
        wanted = {value: weights[value] for value in kept if value is None or value in head}
        wanted[OTHERS] = sum(weights.values()) - sum(wanted.values())
    total = sum(wanted.values())
    return {kind: share / total for kind, share in wanted.items() if share > 1e-9}
