"""References of a table to itself: trees, never circles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migration_safety.rows.sources.chunk import DRAWS, NULL, Chunk
from migration_safety.rows.sources.source import Countable


@dataclass(frozen=True, slots=True)
class Tree:
    """A row's parent is an earlier row of its chunk, or none: a root.

    Within the chunk, so that no chunk waits for another.  Where `null` is not allowed a root
    is its own parent.
    """

    column: str
    keys: Countable
    null: bool = True
    roots: float = 0.05

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        limit = int(self.roots * DRAWS)
        own = list(self.keys.cells(chunk.numbers))
        for row, draw in enumerate(chunk.draws(self.column)):
            if not row or draw < limit:
                yield NULL if self.null else own[row]
            else:
                yield own[(draw - limit) * row // (DRAWS - limit)]
