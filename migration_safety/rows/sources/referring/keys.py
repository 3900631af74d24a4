"""Foreign keys: rows of a parent, of which some are chosen far more often than others."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from math import exp, gcd, log

from migration_safety.core.volume.cell import NULL
from migration_safety.rows.sources.chunk import DRAWS, Chunk
from migration_safety.rows.sources.source import Countable

# Of so few parents a table says which one each draw stands for.
FEW = 4096
CELLS = 4096
SHIFT = 4
EXACT = 1e-6


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of the rows `first` .. `first + count - 1` of the parent, by Zipf's law.

    `exponent` 0 prefers none; `nulls` is the fraction of rows without a parent.  Of many
    parents `head` are the shares of the first ranks, where they are known better.
    """

    column: str
    parent: Countable
    count: int
    exponent: float = 1.0
    nulls: float = 0.0
    first: int = 0
    head: tuple[float, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        draws = chunk.draws(self.column)
        if self.count <= FEW:
            return map(_few(self).__getitem__, draws)
        keys = self.parent.cells(self._rows(draws, chunk.draws(f"{self.column}\tfine")))
        if not self.nulls:
            return keys
        limit = int(self.nulls * DRAWS)
        absent = chunk.draws(f"{self.column}\tnull")
        return (NULL if draw < limit else key for draw, key in zip(absent, keys, strict=True))

    def _rows(self, coarse: array[int], fine: array[int]) -> Iterable[int]:
        """The coarse draw chooses a range of ranks, the fine one a rank in it."""
        first, count, step = self.first, self.count, coprime(self.count)
        edges = quantiles(count, self.exponent, self.head)
        widths = [end - start for start, end in pairwise(edges)]
        return (
            first + (edges[a >> SHIFT] + (widths[a >> SHIFT] * b >> 16)) * step % count
            for a, b in zip(coarse, fine, strict=True)
        )


@lru_cache(maxsize=64)
def _few(keys: Keys) -> list[bytes]:
    """The key that each draw stands for."""
    step = coprime(keys.count)
    rows = (keys.first + rank * step % keys.count for rank in range(keys.count))
    absent = int(keys.nulls * DRAWS)
    table, present = [NULL] * absent, DRAWS - absent
    for rank, cell in enumerate(keys.parent.cells(rows), 1):
        drawn = absent + round(_share(rank + 1, keys.count + 1, keys.exponent) * present)
        table += [cell] * (drawn - len(table))
    return table


def _share(rank: int, end: int, exponent: float) -> float:
    """How much of the continuous Zipf (bounded Pareto) distribution lies below a rank."""
    if abs(exponent - 1) < EXACT:
        return log(rank) / log(end)
    power = 1 - exponent
    return float((rank**power - 1) / (end**power - 1))


@lru_cache(maxsize=64)
def quantiles(count: int, exponent: float, head: tuple[float, ...] = ()) -> list[int]:
    """The ranks at which each of CELLS equal shares of the draws begins, and the end.

    The inverse of `_share`, from the end of the head on.
    """
    sums = [0.0, *accumulate(head)]

    def rank(share: float) -> int:
        if share < sums[-1]:
            return bisect_right(sums, share) - 1
        rest = (share - sums[-1]) / (1 - sums[-1])
        return int(_inverse(rest, len(sums), count + 1, exponent)) - 1

    return [rank(share / CELLS) for share in range(CELLS)] + [count]


def _inverse(share: float, start: int, end: int, exponent: float) -> float:
    if abs(exponent - 1) < EXACT:
        return start * exp(share * log(end / start)) + 1e-9
    power = 1 - exponent
    low, high = start**power, end**power
    return float((low + share * (high - low)) ** (1 / power)) + 1e-9


def coprime(count: int) -> int:
    """A number that shares no divisor with `count`: popular rows shall not be the oldest ones."""
    step = max(1, int(count * 0.6180339887))
    while gcd(step, count) != 1:
        step += 1
    return step
