"""The keys of the rows of a run, by which exactly these are found again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from migration_safety.core.volume.constraint import Constraints
from migration_safety.rows.noted import noted, read
from migration_safety.rows.recipe import ENGINE, Recipe
from migration_safety.rows.sources.chunk import Chunk

BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Part:
    """What one run wrote of one table; `spans` are (row number, rows), of its chunks.

    `key` is the column of its whole-number key, "" if it has none.
    """

    label: str
    table: str
    key: str
    spans: tuple[tuple[int, int], ...]
    shift: int
    seed: str
    noted: Mapping[str, Any]

    @property
    def rows(self) -> int:
        """How many it wrote."""
        return sum(rows for _, rows in self.spans)

    @property
    def ranges(self) -> list[tuple[int, int]]:
        """Its whole-number keys, from the first to the last."""
        ends = ((first + self.shift, first + self.shift + rows - 1) for first, rows in self.spans)
        found: list[tuple[int, int]] = []
        for first, last in ends:
            before = found.pop() if found and found[-1][1] == first - 1 else (first, last)
            found.append((before[0], last))
        return found

    @property
    def columns(self) -> tuple[str, ...]:
        """Those of its primary key, none where the database chose their values."""
        return tuple(self.noted.get("columns", ()))

    def cells(self) -> Iterator[list[bytes]]:
        """The cells of `columns`, in batches of lines of COPY's text format."""
        sources = read(self.noted["sources"])
        order = [column for source in sources for column in source.columns]
        places = [order.index(column) for column in self.columns]
        for first, rows in self.spans:
            for start in range(first, first + rows, BATCH):
                chunk = Chunk(self.seed, self.table, start, min(BATCH, first + rows - start))
                pieces = zip(*(source.pieces(chunk) for source in sources), strict=True)
                yield [_line(b"\t".join(row), places) for row in pieces]


def _line(row: bytes, places: Sequence[int]) -> bytes:
    cells = row.split(b"\t")
    return b"\t".join([cells[place] for place in places]) + b"\n"


def noted_keys(recipe: Recipe, constraints: Constraints) -> dict[str, Any]:
    """What a journal keeps of them where they are no consecutive numbers."""
    unique = next((each for each in constraints.uniques if each.primary), None)
    columns = unique.columns if unique else ()
    if not columns or not set(columns) <= set(recipe.columns):
        return {}
    sources = [each for each in recipe.sources if set(each.columns) & set(columns)]
    return {"columns": list(columns), "sources": [noted(each) for each in sources]}


def parts(runs: Sequence[Any], chunks: Mapping[int, Mapping[str, set[int]]]) -> list[Part]:
    """What runs wrote, the last of it first; `chunks` are the numbers of those, by run."""
    return [
        _part(table, run.manifest, chunks[run.id].get(table["table"], set()))
        for run in reversed(runs)
        for table in reversed(run.manifest["tables"])
    ]


def _part(table: Mapping[str, Any], manifest: Mapping[str, Any], numbers: set[int]) -> Part:
    size = manifest["chunk_rows"]
    starts = [number * size for number in sorted(numbers)]
    row, key = table["starts"][-1]
    # Another engine would make other keys.
    keys = table["keys"] if manifest["engine"] == ENGINE else {}
    return Part(
        label=table["label"],
        table=table["table"],
        key=table["key"],
        spans=tuple((table["first"] + at, min(size, table["rows"] - at)) for at in starts),
        shift=key - row,
        seed=f"{manifest['engine']}/{manifest['seed']}",
        noted=keys,
    )
