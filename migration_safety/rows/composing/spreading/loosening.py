"""A column that does not go with the others of its group is drawn apart from them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from math import ceil
from random import Random

from migration_safety.rows.composing.pools.group import Group
from migration_safety.rows.composing.spreading.aim import OTHERS, Aim
from migration_safety.rows.spread.slots import slots

# Fragments of a group in which a column was loosened: combinations take room.
ROOM = 1024
MOST = 8192


def loosened(group: Group, aim: Aim) -> Group:
    """Its values are dealt out anew, each as often as it is wanted, whatever stands beside them."""
    values = list(aim.kept)
    copies = ceil(min(MOST, max(ROOM, 2 * len(values))) / len(group.fragments))
    count = copies * len(group.fragments)
    dealt = slots([_share(aim, value) for value in values], count)
    order = Random(aim.name).sample(range(count), count)
    cells = [aim.kept[values[dealt[place]]][0] for place in order]
    at = aim.place
    return replace(
        group,
        fragments=tuple(
            (*fragment[:at], cell, *fragment[at + 1 :])
            for fragment, cell in zip(group.fragments * copies, cells, strict=True)
        ),
        weights=group.weights * copies,
        patterns=group.patterns * copies,
    )


def _share(aim: Aim, value: Hashable) -> float:
    """Of all rows."""
    kind = aim.kind(value)
    if kind != OTHERS:
        return aim.shares.get(kind, 0.0)
    others = sum(weight for each, (_, weight) in aim.kept.items() if aim.kind(each) == OTHERS)
    return aim.shares.get(OTHERS, 0.0) * aim.kept[value][1] / (others or 1.0)
