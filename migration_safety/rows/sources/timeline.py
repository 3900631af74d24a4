"""Times that grow with the row's number: busier from year to year, in office hours above all."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate, chain
from math import ceil, exp, log
from operator import add

from migration_safety.core.volume.cell import NULL
from migration_safety.rows.sources.chunk import DRAWS, Chunk

# How busy each hour of a day is, and a day of the weekend against a working day.
HOURS = (1, 1, 1, 1, 1, 2, 4, 10, 30, 40, 42, 40, 28, 34, 40, 40, 36, 26, 14, 10, 8, 6, 4, 2)
WEEKEND = 0.15
CELLS = 1 << 14
SHIFT = 32
FINE = CELLS << SHIFT
MINUTES = 60
# Odd, so that each draw gives another one.
MIXED = 40503


@dataclass(frozen=True, slots=True)
class Timeline:
    """The same time in each of `stamps`; `kinds` say "moment" or "date" for each.

    `rows` of them reach over the `days` before `end` (an ordinal); rows after those come after
    it.  The last day is `growth` times as busy as the first.  `offset` is what a database
    wants after a time, such as b"+00".  Rows are counted from `first` on.  `later` are columns
    (name, kind, how often NULL) of what happens then, one after the other, before the end.
    """

    stamps: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: int
    end: int
    days: int
    growth: float
    offset: bytes = b"+00"
    first: int = 0
    later: tuple[tuple[str, str, float], ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.stamps, *(name for name, *_ in self.later))

    def pieces(self, chunk: Chunk) -> Iterator[bytes]:
        return chain.from_iterable(self._by_day(chunk))

    def _by_day(self, chunk: Chunk) -> Iterator[list[bytes]]:
        """What is the same for all of a day's rows is made once."""
        draws = chunk.draws("\t".join(self.stamps))
        chances = self._chances(chunk)
        seconds, minutes, done = _seconds(self.offset), _minutes(), 0
        for day, places in self._days(chunk):
            these = draws[done : done + len(places)]
            chance = [each[done : done + len(places)] for each in chances]
            done += len(places)
            starts = map(day.__add__, [minutes[place >> SHIFT] for place in places])
            moments = map(add, starts, map(seconds.__getitem__, these))
            if self.kinds == ("moment",) and not self.later:
                yield list(moments)
            else:
                shown = {"date": day}
                yield [
                    b"\t".join(
                        [
                            *(shown.get(kind, moment) for kind in self.kinds),
                            *self._after(moment, [each[place] for each in chance]),
                        ]
                    )
                    for place, moment in enumerate(moments)
                ]

    def _chances(self, chunk: Chunk) -> list[array[int]]:
        """Two for each later column: how much later, and whether at all."""
        purposes = ("later", "null")
        names = (name for name, *_ in self.later)
        return [chunk.draws(f"{name}\t{purpose}") for name in names for purpose in purposes]

    def _after(self, moment: bytes, chances: Sequence[int]) -> Iterator[bytes]:
        """Soon after, as a rule."""
        if not self.later:
            return
        at = date.fromisoformat(moment[:10].decode()).toordinal()
        for number, (_, kind, nulls) in enumerate(self.later):
            later, null = chances[2 * number : 2 * number + 2]
            days = int(max(self.end - 1 - at, 0) * (later / DRAWS) ** 3)
            if days:
                at += days
                # Another draw's minute: that of the stamp would look like a copy.
                minute = _minutes()[null * MIXED % CELLS]
                moment = _day(at) + minute + _seconds(self.offset)[later * MIXED % DRAWS]
            shown = moment if kind == "moment" else _day(at)
            yield NULL if null < nulls * DRAWS else shown

    def _days(self, chunk: Chunk) -> Iterator[tuple[bytes, range]]:
        """Each day of the chunk, and for each of its rows how much of the day's work was done
        before: in shares of FINE."""
        ends = _ends(self.end, self.days, self.growth)
        scale = ends[-1] / max(self.rows, 1)
        last = ends[-1] - (ends[-2] if len(ends) > 1 else 0.0)
        row = chunk.first - self.first
        stop = row + chunk.rows
        day = bisect_right(ends, (row + 0.5) * scale)
        if day == len(ends):
            day += int(((row + 0.5) * scale - ends[-1]) / last)
        while row < stop:
            end = ends[day] if day < len(ends) else ends[-1] + last * (day + 1 - len(ends))
            start = (ends[day - 1] if day else 0.0) if day < len(ends) else end - last
            first, after = _row(start, scale), min(_row(end, scale), stop)
            if row < after:
                step = int(scale / (end - start) * FINE)
                least = max(0, int(((first + 0.5) * scale - start) / (end - start) * FINE))
                yield (
                    self._name(day),
                    range(least + step * (row - first), least + step * (after - first), step),
                )
                row = after
            day += 1

    def _name(self, day: int) -> bytes:
        return _day(self.end - self.days + day)


@lru_cache(maxsize=4096)
def _day(ordinal: int) -> bytes:
    return date.fromordinal(ordinal).isoformat().encode()


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
    # Rounding may take the last share of a day for its end.
    return [*shown, shown[-1]]


@lru_cache(maxsize=2)
def _seconds(offset: bytes) -> list[bytes]:
    """The second and its millionths that each draw stands for."""
    places = (divmod(draw * 60_000_000 // DRAWS, 1_000_000) for draw in range(DRAWS))
    return [b"%02d.%06d" % place + offset for place in places]


def _row(position: float, scale: float) -> int:
    """The first row whose middle does not lie before a position."""
    return ceil(position / scale - 0.5)
