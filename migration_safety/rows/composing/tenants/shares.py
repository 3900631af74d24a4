"""How many rows each owner gets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from math import fsum


def by_weight(rows: int, weights: Sequence[float]) -> list[int]:
    """Rows for each weight: none for 0, one at least for any other while there are enough.

    Of two weights the larger one never gets fewer.
    """
    whole = fsum(weights)
    wanted = [weight > 0 for weight in weights]
    least = int(rows >= sum(wanted))
    rest = rows - least * sum(wanted)
    counts = [
        least * is_wanted + int(rest * weight / whole)
        for weight, is_wanted in zip(weights, wanted, strict=True)
    ]
    heaviest = sorted(range(len(weights)), key=lambda place: -weights[place])
    for place in heaviest[: rows - sum(counts)]:
        counts[place] += 1
    return counts


def by_room(rows: int, room: Iterable[int]) -> list[int]:
    """Rows in proportion to the room that each one has: none gets more while there is enough."""
    ends = [0, *accumulate(room)]
    return [
        after * rows // ends[-1] - before * rows // ends[-1] for before, after in pairwise(ends)
    ]


def cuts(counts: Iterable[int]) -> tuple[int, ...]:
    """Where the places of each owner begin, and where the last one's end."""
    return (0, *accumulate(counts))
