"""How the rows of one table are made: everything that a worker needs to know of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from migration_safety.rows.sources.chunk import Chunk
from migration_safety.rows.sources.source import Source
from migration_safety.rows.sources.tenants.ownership import Ownership

# A new number for each change after which the same seed would give other rows.
ENGINE = 2
CHUNK_ROWS = 50_000
# About what a socket holds: the server works on one batch while the next one is made.
BATCH_ROWS = 1_000
SAMPLE_ROWS = 500


@dataclass(frozen=True, slots=True)
class Recipe:
    """`rows` rows of `table`, from row number `first` on, in chunks of CHUNK_ROWS.

    Where `amends` names a table, its rows are there already: their key comes first, and the
    other columns are changed.
    """

    label: str
    table: str
    sources: tuple[Source, ...]
    seed: str
    rows: int
    first: int = 0
    ownership: Ownership = field(default_factory=Ownership, kw_only=True)
    amends: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """In the order of the cells of a line."""
        return tuple(column for source in self.sources for column in source.columns)

    @property
    def end(self) -> int:
        """The row number after the last one."""
        return self.first + self.rows

    @property
    def chunks(self) -> range:
        """The numbers of its chunks."""
        return range(-(-self.rows // CHUNK_ROWS))

    def chunk(self, number: int) -> Chunk:
        """The chunk of that number."""
        start = number * CHUNK_ROWS
        rows = min(CHUNK_ROWS, self.rows - start)
        return Chunk(f"{ENGINE}/{self.seed}", self.table, self.first + start, rows)

    def samples(self, slices: int = 2) -> list[Chunk]:
        """So many slices of SAMPLE_ROWS, the first rows and the last ones among them; all rows,
        where there are no more."""
        whole = Chunk(f"{ENGINE}/{self.seed}", self.table, self.first, self.rows)
        rest = self.rows - SAMPLE_ROWS
        if self.rows <= slices * SAMPLE_ROWS:
            return [whole]
        starts = (self.first + rest * each // (slices - 1) for each in range(slices))
        return [replace(whole, first=start, rows=SAMPLE_ROWS) for start in starts]

    def lines(self, chunk: Chunk) -> Iterator[bytes]:
        """Batches of lines in PostgreSQL's COPY text format, for any database."""
        cells = zip(*(source.pieces(chunk) for source in self.sources), strict=True)
        lines = map(b"\t".join, cells)
        while batch := list(islice(lines, BATCH_ROWS)):
            batch.append(b"")
            yield b"\n".join(batch)
