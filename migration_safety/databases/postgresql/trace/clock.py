"""A clock that stands still while we read what a statement has done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter


class Clock:
    """Seconds that our own readings take are no part of a migration, nor of a lock's hold.

    `since` is when the migration began, `until` when its last statement ended.
    """

    def __init__(self) -> None:
        self._aside = self._earlier = 0.0
        self.begin()

    def begin(self) -> None:
        """A migration begins."""
        self._earlier = self._aside
        self.since = self.until = self.net(perf_counter())

    def net(self, moment: float) -> float:
        """A moment of `perf_counter` since the last reading, as this clock shows it."""
        return moment - self._aside

    def ended(self, moment: float) -> None:
        """A statement has ended at that moment."""
        self.until = self.net(moment)

    @property
    def seconds(self) -> float:
        """Of the migration so far."""
        return self.until - self.since

    @property
    def stood(self) -> float:
        """Seconds that we have read in the course of the migration."""
        return self._aside - self._earlier

    @contextmanager
    def standing(self) -> Iterator[None]:
        """Within, we read."""
        start = perf_counter()
        try:
            yield
        finally:
            self._aside += perf_counter() - start
