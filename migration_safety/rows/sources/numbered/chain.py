"""References of a table to itself that no two rows share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migration_safety.core.volume.cell import NULL
from migration_safety.rows.sources.chunk import Chunk
from migration_safety.rows.sources.source import Countable


@dataclass(frozen=True, slots=True)
class Chain:
    """Each row refers to the one before it, the first row of a chunk to none.

    Where `null` is not allowed that one refers to the last row.
    """

    column: str
    keys: Countable
    null: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        keys = list(self.keys.cells(chunk.numbers))
        before = NULL if self.null or not keys else keys[-1]
        for key in keys:
            yield before
            before = key
