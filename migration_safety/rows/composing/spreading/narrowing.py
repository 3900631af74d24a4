"""As few different values as the statistics count, and of texts those of the right width."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from math import expm1, fsum

from migration_safety.core.volume.statistics import ColumnStatistics
from migration_safety.rows.composing.pools import Group
from migration_safety.rows.composing.spreading.values import Values
from migration_safety.rows.spread.raking import within_reach
from migration_safety.rows.spread.seen import needed, seen
from migration_safety.rows.spread.selection import selected
from migration_safety.rows.spread.weights import weights_from_statistics


def narrowed(group: Group, values: Values, place: int, rows: int) -> Group:
    """Without the fragments whose value in that place is one too many; the rarest go."""
    cells = [fragment[place] for fragment in group.fragments]
    found = values.of(cells)
    common = by_commonness(found, group.weights, values)
    few = fewer(values.known, len(common), rows)
    if few >= len(common) or any(len(cell) > 1 for cell in cells):
        return group
    kept = {None, *common[:few]}
    return group.keep([value in kept for value in found])


def chosen(group: Group, values: Values, rows: int) -> Group:
    """A pool of one column, its most common value first: texts are taken by their width."""
    cells = [fragment[0] for fragment in group.fragments]
    widths = values.widths(cells)
    filled = [place for place, value in enumerate(values.of(cells)) if value is not None]
    few = fewer(values.known, len(filled), rows)
    if widths is None or not filled or (few == len(filled) and not values.known.frequencies):
        return narrowed(group, values, 0, rows)
    own = [widths[place] or 0.0 for place in filled]
    shares = weights_from_statistics(range(few), replace(values.known, values=()))
    target = within_reach(own, values.known.average_width or 0)
    taken = [filled[item] for item in selected(shares, own, target).items]
    null = [place for place in range(len(cells)) if place not in set(filled)]
    order = [*null, *taken]
    return replace(
        group,
        fragments=tuple(group.fragments[place] for place in order),
        weights=(1.0,) * len(order),
    )


def by_commonness(
    found: Sequence[Hashable], weights: Sequence[float], values: Values
) -> list[Hashable]:
    """The values that are there: those that the statistics name, then by weight."""
    sums: dict[Hashable, float] = {}
    for value, weight in zip(found, weights, strict=True):
        sums[value] = sums.get(value, 0.0) + weight
    sums.pop(None, None)
    named = set(values.named.values())
    return sorted(sums, key=lambda value: (value not in named, -sums[value]))


def fewer(known: ColumnStatistics, offered: int, rows: int) -> int:
    """How many of the values offered are to be drawn from, that as many are seen as wanted."""
    distinct = known.distinct_count(rows)
    if distinct is None or distinct >= offered:
        return offered
    head = known.frequencies[:distinct]
    rest = rows * max(0.0, 1 - (known.null_fraction or 0) - fsum(head))
    common = seen(head, rows)

    def all_seen(number: int) -> float:
        others = number - len(head)
        return common - (others * expm1(-rest / others) if others else 0.0)

    return needed(max(distinct, 1), offered, all_seen)
