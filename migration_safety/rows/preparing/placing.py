"""Where the rows of a run begin: their numbers, and their keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migration_safety.rows.preparing.seeded import Seeded

# Of the number of a row; the whole numbers of a database have 19.
MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Place:
    """The table's own rows count from `origin` on, this run's from `first` on.

    `starts` are pairs of a row number and its key, from which on keys follow one another.
    """

    origin: int
    first: int
    starts: tuple[tuple[int, int], ...]


def places(
    highest: int, *, holds: bool, earlier: Seeded | None, begun: Seeded | None
) -> Iterator[Place]:
    """Where it can begin, the best first; `highest` is the highest key of a table that `holds`
    rows.

    `earlier` are the rows of runs that ended, `begun` is the run that was killed: where these
    began is decided already.
    """
    if begun:
        first = earlier.rows if earlier else begun.starts[0][0]
        yield Place(begun.starts[0][0], first, begun.starts)
    elif earlier:
        starts = earlier.starts
        row, key = starts[-1]
        if key + earlier.rows - row != highest + 1:
            starts = (*starts, (earlier.rows, highest + 1))
        yield Place(starts[0][0], earlier.rows, starts)
    else:
        for origin in _origins(highest) if holds else (0,):
            yield Place(origin, origin, ((origin, highest + 1),))


def _origins(highest: int) -> Iterator[int]:
    """Numbers in the texts of others' rows are hardly longer than the highest key."""
    usual = len(str(highest))
    yield from (10**digits for digits in range(usual, MOST_DIGITS))
    yield from (10**digits for digits in reversed(range(1, usual)))
