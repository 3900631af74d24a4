"""Prototype rows, cut into fragments that are drawn by their weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from migration_safety.core.volume.cell import NULL
from migration_safety.rows.composing.world import Cells
from migration_safety.rows.sources.chunk import Chunk
from migration_safety.rows.sources.gated import Gated
from migration_safety.rows.sources.pool import Pool
from migration_safety.rows.sources.source import Source
from migration_safety.rows.spread.slots import slots

# Cells of a fragment, each a tuple of parts between which the row's number stands.
Fragment = tuple[tuple[bytes, ...], ...]
MINED = 4096
PATTERNS = 64


@dataclass(frozen=True, slots=True)
class Gates:
    """Sources of a pool's group, and which of them may be NULL instead."""

    sources: tuple[Source, ...] = ()
    nullable: frozenset[str] = frozenset()

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column for source in self.sources for column in source.columns)

    def patterns(self) -> list[tuple[bool, ...]]:
        """Every way to leave some of the sources out; the one that leaves none out first."""
        choices = [
            (True, False) if self.nullable.issuperset(source.columns) else (True,)
            for source in self.sources
        ]
        return list(islice(product(*choices), PATTERNS))

    def cells(self, pattern: Iterable[bool], sample: Chunk) -> list[Cells]:
        """What the sources give for the rows of a sample, with that pattern."""
        rows = []
        for source, is_open in zip(self.sources, pattern, strict=True):
            width = len(source.columns)
            given = [each.split(b"\t") for each in source.pieces(sample)] if is_open else []
            present = [each for each in given if NULL not in each]
            nothing = [[NULL] * width] * sample.rows
            rows.append((present * sample.rows)[: sample.rows] if present else nothing)
        return [
            tuple(cell for cells in row for cell in cells) for row in zip(*rows, strict=True)
        ] or [()] * sample.rows


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that travel together: `names` from prototypes, the others through `gates`."""

    names: tuple[str, ...]
    fragments: tuple[Fragment, ...]
    weights: tuple[float, ...]
    gates: Gates = Gates()
    patterns: tuple[tuple[bool, ...], ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.names, *self.gates.columns)

    def source(self) -> Source:
        """The source of all of its columns."""
        joined = tuple(_joined(fragment) for fragment in self.fragments)
        pool = Pool(self.names, joined, slots(self.weights).tobytes() if len(joined) > 1 else b"")
        if not self.gates.sources:
            return pool
        return Gated(pool, self.gates.sources, self.patterns)

    def keep(self, wanted: Sequence[bool]) -> Group:
        """The fragments that are wanted."""
        kept = [place for place, is_wanted in enumerate(wanted) if is_wanted]
        return replace(
            self,
            fragments=tuple(self.fragments[place] for place in kept),
            weights=tuple(self.weights[place] for place in kept),
            patterns=tuple(self.patterns[place] for place in kept) if self.patterns else (),
        )

    def samples(self, sample: Chunk) -> list[list[Cells]]:
        """For each fragment the rows of the sample."""
        numbers = [b"%d" % (row + 1) for row in sample.numbers]
        gated = {pattern: self.gates.cells(pattern, sample) for pattern in set(self.patterns)}
        rows = []
        for place, fragment in enumerate(self.fragments):
            others = gated[self.patterns[place]] if self.patterns else [()] * len(numbers)
            own = [tuple(number.join(parts) for parts in fragment) for number in numbers]
            rows.append([cells + more for cells, more in zip(own, others, strict=True)])
        return rows


def grouped(names: tuple[str, ...], rows: Iterable[Fragment], gates: Gates) -> Group:
    """Each different fragment once, weighed by how often it was built."""
    counted = Counter(rows)
    if not gates.sources:
        return Group(names, tuple(counted), tuple(map(float, counted.values())))
    patterns = gates.patterns()
    pairs = [(each, pattern) for pattern in patterns for each in counted.most_common(MINED // 8)]
    return Group(
        names,
        tuple(fragment for (fragment, _), _ in pairs),
        # All present is as frequent as all the other patterns together.
        tuple(
            float(count) * (1 if pattern is not patterns[0] else max(1, len(patterns) - 1))
            for (_, count), pattern in pairs
        ),
        gates,
        tuple(pattern for _, pattern in pairs),
    )


def _joined(fragment: Fragment) -> tuple[bytes, ...]:
    r"""The parts of its cells as those of one piece: ((a, b), (c,)) -> (a, b\tc)."""
    parts: list[bytes] = []
    for cell in fragment:
        first, *more = cell
        if parts:
            parts[-1] += b"\t" + first
        else:
            parts.append(first)
        parts += more
    return tuple(parts) or (b"",)
