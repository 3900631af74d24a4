"""Where the rows of a run begin: their numbers, and their keys."""

from __future__ import annotations

from dataclasses import dataclass

from migration_safety.flows.volume.deciding.manifest import Seeded


@dataclass(frozen=True, slots=True)
class Place:
    """The table's own rows count from `origin` on, this run's from `first` on.

    `starts` are pairs of a row number and its key, from which on keys follow one another.
    """

    origin: int
    first: int
    starts: tuple[tuple[int, int], ...]


def place(highest: int, *, holds: bool, earlier: Seeded | None, begun: Seeded | None) -> Place:
    """`highest` is the highest key of a table that `holds` rows; `earlier` are the rows of runs
    that ended, `begun` is the run that was killed: it decided already."""
    if begun:
        first = earlier.rows if earlier else begun.starts[0][0]
        return Place(begun.starts[0][0], first, begun.starts)
    if earlier is None:
        # Numbers in the texts of others' rows are hardly longer than the highest key.
        origin = 10 ** len(str(highest)) if holds else 0
        return Place(origin, origin, ((origin, highest + 1),))
    starts = earlier.starts
    row, key = starts[-1]
    if key + earlier.rows - row != highest + 1:
        starts = (*starts, (earlier.rows, highest + 1))
    return Place(starts[0][0], earlier.rows, starts)
