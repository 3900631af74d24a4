"""References of a table to itself: trees, never circles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat

from migration_safety.core.volume.cell import NULL
from migration_safety.rows.sources.chunk import DRAWS, Chunk
from migration_safety.rows.sources.source import Countable
from migration_safety.rows.sources.tenants.tenancy import Tenancy


@dataclass(frozen=True, slots=True)
class Tree:
    """A row's parent is an earlier row of its chunk, or none: a root.

    Within the chunk, so that no chunk waits for another.  Where `null` is not allowed a root
    is its own parent.  With a tenancy both have one owner.
    """

    column: str
    keys: Countable
    null: bool = True
    roots: float = 0.05
    tenancy: Tenancy | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        limit = int(self.roots * DRAWS)
        owners = self.tenancy.owners(chunk.numbers) if self.tenancy else repeat(0)
        earlier: defaultdict[int, list[bytes]] = defaultdict(list)
        rows = zip(self.keys.cells(chunk.numbers), chunk.draws(self.column), owners, strict=False)
        for own, draw, owner in rows:
            offered = earlier[owner]
            if not offered or draw < limit:
                yield NULL if self.null else own
            else:
                yield offered[(draw - limit) * len(offered) // (DRAWS - limit)]
            offered.append(own)
