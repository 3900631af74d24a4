"""Fragments of prototype rows, drawn anew for each row."""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from migration_safety.core.volume.cell import NULL
from migration_safety.rows.sources.chunk import DRAWS, Chunk
from migration_safety.rows.sources.numbered.decimals import decimals

# Stands for the row's number: no text of a database has one.
MARK = b"\0"
TOUCHED = re.compile(rb"[0-9]\0|\0[0-9]")


@dataclass(frozen=True, slots=True)
class Pool:
    """Each row takes one fragment; `slots` say which one each draw stands for.

    A fragment is a tuple of parts between which the row's number stands (counted from 1): of one
    part, where its cells have no number.  `slots` are 16-bit numbers, little-endian; none where
    there is but one fragment.
    """

    columns: tuple[str, ...]
    fragments: tuple[tuple[bytes, ...], ...]
    slots: bytes

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        if len(self.fragments) == 1 and not self.numbered:
            ((only,),) = self.fragments
            return iter([only] * chunk.rows)
        drawn = map(_table(self).__getitem__, chunk.draws("\t".join(self.columns)))
        if not self.numbered:
            return drawn
        numbers = decimals(chunk.first + 1, chunk.first + chunk.rows + 1)
        return map(bytes.join, numbers, drawn)

    def places(self, chunk: Chunk) -> Iterator[int]:
        """The number of each row's fragment."""
        return map(_slots(self).__getitem__, chunk.draws("\t".join(self.columns)))

    def numbers(self) -> Iterator[tuple[str, bool]]:
        """The columns that hold the row's number in every fragment, and whether it stands apart
        from other digits."""
        for column, cells in self._shown():
            if all(MARK in cell for cell in cells):
                yield column, not any(map(TOUCHED.search, cells))

    def differing(self) -> Iterator[str]:
        """The columns that have another value in every row, or NULL."""
        for column, cells in self._shown():
            if all(MARK in cell or cell == NULL for cell in cells):
                yield column

    def _shown(self) -> Iterator[tuple[str, tuple[bytes, ...]]]:
        """The cells of each column in all fragments, with a mark where the number stands."""
        shown = [MARK.join(fragment).split(b"\t") for fragment in self.fragments]
        yield from zip(self.columns, zip(*shown, strict=True), strict=True)

    @property
    def numbered(self) -> bool:
        """Whether a cell of it is made of the row's number."""
        return any(len(fragment) > 1 for fragment in self.fragments)


@lru_cache(maxsize=64)
def _table(pool: Pool) -> list[Any]:
    """What each draw stands for: the fragments themselves, or their only parts."""
    offered = pool.fragments if pool.numbered else [fragment[0] for fragment in pool.fragments]
    return list(map(offered.__getitem__, _slots(pool)))


def _slots(pool: Pool) -> array[int]:
    slots = array("H", pool.slots or bytes(2 * DRAWS))
    if sys.byteorder == "big":
        slots.byteswap()
    return slots
