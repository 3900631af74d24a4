"""The column that says which tenant a row belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migration_safety.core.volume.cell import NULL
from migration_safety.rows.sources.chunk import Chunk
from migration_safety.rows.sources.source import Countable
from migration_safety.rows.sources.tenants.tenancy import Tenancy


@dataclass(frozen=True, slots=True)
class Owner:
    """`tenants` are the keys of tenants by their number."""

    column: str
    tenants: Countable
    tenancy: Tenancy

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        cells = [NULL, *self.tenants.cells(range(len(self.tenancy.cuts) - 2))]
        return map(cells.__getitem__, self.tenancy.owners(chunk.numbers))
