"""What a recipe is put together from: the sources of some columns of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, runtime_checkable

from migration_safety.rows.sources.chunk import Chunk


class Source(Protocol):
    """Yields, for each row of a chunk, the encoded cells of its columns, tabs between them."""

    @property
    def columns(self) -> tuple[str, ...]: ...

    def pieces(self, chunk: Chunk) -> Iterator[bytes]: ...


@runtime_checkable
class Countable(Source, Protocol):
    """A source whose cell follows from the row's number, and is another one in every row.

    It has `capacity` cells, None where there is no end that matters.
    """

    @property
    def capacity(self) -> int | None: ...

    def cells(self, rows: Iterable[int]) -> Iterator[bytes]: ...
