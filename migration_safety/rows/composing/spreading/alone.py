"""A column that nothing binds to others: which values of those built it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import fsum

from migration_safety.rows.composing.pools.group import Group
from migration_safety.rows.composing.spreading.fewer import fewer
from migration_safety.rows.composing.spreading.values import Values
from migration_safety.rows.spread.raking import MeanWidth, within_reach
from migration_safety.rows.spread.selection import selected
from migration_safety.rows.spread.weights import weights_from_statistics
from migration_safety.rows.spread.widths import stored_width

EMPTY = stored_width("")


def chosen(group: Group, values: Values, rows: int) -> Group:
    """Each value once, all alike; texts by their width, the one to be most common first."""
    if values.known.distinct is None and values.known.average_width is None:
        # A profile speaks of NULLs alone: the others stay as common as they were built.
        return group
    group = replace(group, weights=(1.0,) * len(group.fragments))
    widths = values.widths([fragment[0] for fragment in group.fragments])
    if widths is None:
        return group
    own = [(place, width) for place, width in enumerate(widths) if width is not None]
    few = fewer(values.known, len(own), rows)
    if few == len(own) and not values.known.frequencies:
        wanted = MeanWidth(widths, values.known.average_width or 0)
        return replace(group, weights=tuple(wanted.met(group.weights)))
    shares = weights_from_statistics(range(few), replace(values.known, values=()))
    null = [place for place, width in enumerate(widths) if width is None]
    order = [*null, *_by_width(own, shares, values.known.average_width or 0)]
    return replace(
        group,
        fragments=tuple(group.fragments[place] for place in order),
        weights=(1.0,) * len(order),
    )


def _by_width(
    own: Sequence[tuple[int, float]], shares: Sequence[float], target: float
) -> list[int]:
    """A place for each share, so that the mean width is the target.

    The empty text is the most common one: of all texts the one that people write most.
    """
    empty = [place for place, width in own if width == EMPTY]
    if not empty or len(own) == 1:
        return _selected(own, shares, target)
    others = [(place, width) for place, width in own if width > EMPTY]
    rest = fsum(shares) - shares[0]
    if len(shares) == 1 or not rest:
        return empty
    wider = (target * fsum(shares) - EMPTY * shares[0]) / rest
    return [*empty, *_selected(others, shares[1:], wider)]


def _selected(
    own: Sequence[tuple[int, float]], shares: Sequence[float], target: float
) -> list[int]:
    widths = [width for _, width in own]
    items = selected(shares, widths, within_reach(widths, target)).items
    return [own[item][0] for item in items]
