"""The world that values are drawn from: one stream of chance, one locale, one present."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from random import Random
from typing import TypeVar

from migration_safety.rows.values.texts.vocabulary import Place, places, pool

T = TypeVar("T")
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class World:
    """`reference` is the present, aware of its time zone; what happened lies in the `days`
    before it, and the last of them is `growth` times as busy as the first.
    """

    random: Random
    locale: str
    reference: datetime
    days: int = 1095
    growth: float = 3.0

    def chance(self, probability: float) -> bool:
        """True as often as that."""
        return self.random.random() < probability

    def one_of(self, options: Sequence[T]) -> T:
        """Each as likely as any other."""
        return options[int(self.random.random() * len(options))]

    def skewed(self, options: Sequence[T]) -> T:
        """The earlier, the likelier, as in Zipf's law."""
        return options[int((len(options) + 1) ** self.random.random()) - 1]

    def spoken(self, provider: str) -> str:
        """What that provider of Faker says in this locale."""
        return self.one_of(pool(self.locale, provider))

    def place(self) -> Place:
        """A town of this locale: some are larger than others."""
        return self.skewed(places(self.locale))

    def heavy(self, middle: float, spread: float = 1.0) -> float:
        """A positive number with a long tail: half of them are below `middle`."""
        return middle * self.random.lognormvariate(0, spread)

    def digits(self, count: int) -> str:
        """So many decimal digits, the first no zero."""
        return str(self.random.randrange(10 ** (count - 1), 10**count))

    def hexadecimal(self, count: int) -> str:
        """So many hexadecimal digits."""
        return f"{self.random.getrandbits(4 * count):0{count}x}" if count else ""

    def moment(self) -> datetime:
        """Some time in the past: mostly on a working day, in office hours."""
        past = self.reference - timedelta(days=self.days * (1 - self._progress()))
        if past.weekday() >= SATURDAY and self.chance(0.8):
            past -= timedelta(days=past.weekday() - SATURDAY + self.random.randrange(1, 5))
        hour = self.random.gauss(13, 2.5) if self.chance(0.9) else self.random.uniform(6, 23)
        seconds = int(min(max(hour, 0), 23.99) * 3600)
        day = past.replace(hour=0, minute=0, second=0, microsecond=0)
        found = day + timedelta(seconds=seconds)
        return found if found <= self.reference else found - timedelta(days=1)

    def _progress(self) -> float:
        """How far between the first day and the last: density grows linearly on the way."""
        drawn = self.random.random() * (1 + self.growth) / 2
        slope = (self.growth - 1) / 2
        return (sqrt(1 + 4 * slope * drawn) - 1) / (2 * slope) if slope else drawn
