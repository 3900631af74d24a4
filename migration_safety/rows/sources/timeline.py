"""Times that grow with the row's number: busier from year to year, in office hours above all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from math import exp, log

from migration_safety.rows.sources.chunk import DRAWS, Chunk

# How busy each hour of a day is, and a day of the weekend against a working day.
HOURS = (1, 1, 1, 1, 1, 2, 4, 10, 30, 40, 42, 40, 28, 34, 40, 40, 36, 26, 14, 10, 8, 6, 4, 2)
WEEKEND = 0.15
CELLS = 1 << 14
MINUTES = 60


@dataclass(frozen=True, slots=True)
class Timeline:
    """The same time in each of `columns`; `kinds` say "moment" or "date" for each.

    `rows` of them reach over the `days` before `end` (an ordinal); rows after those come after
    it.  The last day is `growth` times as busy as the first.  `offset` is what a database
    wants after a time, such as b"+00".
    """

    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: int
    end: int
    days: int
    growth: float
    offset: bytes = b"+00"

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        minutes, seconds, offset = _minutes(), _seconds(), self.offset
        shown = b"\t".join(b"%(" + kind.encode() + b")b" for kind in self.kinds)
        single = self.kinds == ("moment",)
        draws = chunk.draws("\t".join(self.columns))
        for (day, share), draw in zip(self._places(chunk), draws, strict=True):
            moment = day + minutes[int(share * CELLS)] + seconds[draw] + offset
            yield moment if single else shown % {b"moment": moment, b"date": day}

    def _places(self, chunk: Chunk) -> Iterator[tuple[bytes, float]]:
        """The day of each row, and how much of that day's work was done before it."""
        ends = _ends(self.end, self.days, self.growth)
        scale = ends[-1] / max(self.rows, 1)
        last = ends[-1] - ends[-2] if len(ends) > 1 else ends[-1]
        day, start, end = 0, 0.0, ends[0]
        name = self._name(day)
        for row in chunk.numbers:
            position = (row + 0.5) * scale
            while position >= end:
                day, start = day + 1, end
                end = ends[day] if day < len(ends) else start + last
                name = self._name(day)
            yield name, (position - start) / (end - start)

    def _name(self, day: int) -> bytes:
        return date.fromordinal(self.end - self.days + day).isoformat().encode()


@lru_cache(maxsize=8)
def _ends(end: int, days: int, growth: float) -> list[float]:
    """How much work is done by the end of each day."""
    rate = log(growth) / days
    first = date.fromordinal(end) - timedelta(days)
    weekdays = ((first.weekday() + day) % 7 for day in range(days))
    return list(
        accumulate(
            exp(rate * day) * (WEEKEND if weekday > 4 else 1.0)
            for day, weekday in enumerate(weekdays)
        )
    )


@lru_cache(maxsize=1)
def _minutes() -> list[bytes]:
    """The minute at which each of CELLS equal shares of a day's work begins."""
    ends = [end / sum(HOURS) for end in accumulate(HOURS)]
    starts = [0.0, *ends]
    shown, hour = [], 0
    for share in (cell / CELLS for cell in range(CELLS)):
        while share >= ends[hour]:
            hour += 1
        part = (share - starts[hour]) / (ends[hour] - starts[hour])
        shown.append(b" %02d:%02d:" % (hour, int(part * MINUTES)))
    return shown


@lru_cache(maxsize=1)
def _seconds() -> list[bytes]:
    """The second and its millionths that each draw stands for."""
    return [b"%02d.%06d" % divmod(draw * 60_000_000 // DRAWS, 1_000_000) for draw in range(DRAWS)]
