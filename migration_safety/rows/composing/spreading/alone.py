"""A column that nothing binds to others: which values of those built it takes."""

from __future__ import annotations

from dataclasses import replace

from migration_safety.rows.composing.pools import Group
from migration_safety.rows.composing.spreading.fewer import fewer
from migration_safety.rows.composing.spreading.values import Values
from migration_safety.rows.spread.raking import MeanWidth, within_reach
from migration_safety.rows.spread.selection import selected
from migration_safety.rows.spread.weights import weights_from_statistics


def chosen(group: Group, values: Values, rows: int) -> Group:
    """Each value once, all alike; texts by their width, the one to be most common first."""
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
    target = within_reach([width for _, width in own], values.known.average_width or 0)
    taken = selected(shares, [width for _, width in own], target).items
    null = [place for place, width in enumerate(widths) if width is None]
    order = [*null, *(own[item][0] for item in taken)]
    return replace(
        group,
        fragments=tuple(group.fragments[place] for place in order),
        weights=(1.0,) * len(order),
    )
