"""Groups of fragments, weighed so that their columns are spread as statistics say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from migration_safety.rows.composing.pools.group import Group
from migration_safety.rows.composing.sheet import Sheet
from migration_safety.rows.composing.spreading.aim import NOTHING, Aim, aim
from migration_safety.rows.composing.spreading.alone import chosen
from migration_safety.rows.composing.spreading.values import Values
from migration_safety.rows.spread.raking import Demand, Shares, raked

# So much of the rows, or of the distinct values, may be missed before a column is drawn apart.
MISSED = 0.04


@dataclass(frozen=True, slots=True)
class Spread:
    """A group as it was weighed, and what was wanted of its columns."""

    group: Group
    aims: tuple[Aim, ...] = ()

    @property
    def contradicting(self) -> str | None:
        """The column that goes least with what binds the group; None where all have their shares.

        That is first one of which many rows are built with values that nobody wants.
        """
        missed = {each.name: self._missed(each) for each in self.aims}
        unwanted = {each.name: each.unwanted for each in self.aims}
        if max(missed.values(), default=0.0) <= MISSED:
            return None
        if max(unwanted.values()) > MISSED:
            return max(unwanted, key=lambda name: (unwanted[name], missed[name]))
        return max(missed, key=missed.__getitem__)

    def _missed(self, aim: Aim) -> float:
        return aim.missed(self.group.fragments, self.group.weights)


def spread(group: Group, sheet: Sheet) -> Spread:
    """The group with other weights, and perhaps with fewer fragments.

    Where columns travel together their fragments stay whole and are weighed by raking.
    """
    columns = {
        place: Values(sheet.fields[name], known, sheet.world.encode)
        for place, name in enumerate(group.names)
        if (known := sheet.known(name)) and known.null_fraction is not None
    }
    if not columns and not any(_gates(group, sheet)):
        return Spread(group)
    rows = sheet.wanted.total
    alone = len(group.columns) == 1
    if alone:
        group = chosen(group, columns[0], rows)
    aims = tuple(aim(group, place, values, rows) for place, values in columns.items())
    return Spread(_weighed(group, aims, [] if alone else aims, sheet), aims)


def _weighed(group: Group, aims: Sequence[Aim], steered: Sequence[Aim], sheet: Sheet) -> Group:
    """What is met last is met best."""
    demands: list[Demand] = [
        width for each in steered if (width := each.width(group.fragments)) is not None
    ]
    demands += [each.demand(group.fragments) for each in aims]
    weights = raked(group.weights, [*demands, *_gates(group, sheet)])
    least = NOTHING * max(weights)
    weighed = replace(group, weights=weights)
    return weighed.keep([weight > least for weight in weights])


def _gates(group: Group, sheet: Sheet) -> Iterator[Demand]:
    """How often each source behind a gate is NULL."""
    for place, source in enumerate(group.gates.sources):
        known = sheet.known(source.columns[0])
        nulls = known.null_fraction if known else None
        if group.gates.nullable.issuperset(source.columns) and nulls is not None:
            keys = [pattern[place] for pattern in group.patterns]
            yield Shares(keys, {True: 1 - nulls, False: nulls})
