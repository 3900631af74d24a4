"""Sightings: what a second session saw of the locks of a statement, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# (OID of the relation, mode as pg_locks spells it); the OID is 0 for what is no relation.
Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Sighting:
    """The locks of a session at one moment between `since` and `at`, on this process's clock.

    `waiting` says for how many seconds it had waited for a lock by then.
    """

    since: float
    at: float
    granted: frozenset[Key]
    waiting: Mapping[Key, float]

    @property
    def middle(self) -> float:
        """The likeliest moment of what has changed."""
        return (self.since + self.at) / 2


@dataclass(frozen=True, slots=True)
class Grant:
    """When a lock was granted, and how long it had been waited for; when it was released.

    `released` is None where it was still held at the last sighting.
    """

    at: float
    waited: float = 0.0
    released: float | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a statement that ran from `start` to `end`: how its locks changed."""

    start: float
    end: float
    sightings: Sequence[Sighting] = ()

    @property
    def locks(self) -> set[Key]:
        """On relations, granted or waited for."""
        return {key for each in self.sightings for key in (*each.granted, *each.waiting) if key[0]}

    @property
    def waited(self) -> float:
        """Seconds in which the statement waited for anything."""
        spans = []
        for position, each in enumerate(self.sightings):
            if each.waiting:
                following = self.sightings[position + 1 : position + 2]
                until = following[0].middle if following else self.end
                spans.append((each.at - max(each.waiting.values()), until))
        return _covered(spans)

    def grant(self, key: Key) -> Grant:
        """When a lock that it took was granted: at its start where nothing else was seen."""
        waits = [each for each in self.sightings if key in each.waiting]
        held = [each for each in self.sightings if key in each.granted]
        asked = waits[0].at - waits[0].waiting[key] if waits else None
        if not held:
            # If it waited it ended while it did, or within a moment of the grant.
            at = self.end if asked else self.start
            return Grant(at, at - (asked or at))
        at = self.start if held[0] is self.sightings[0] else held[0].middle
        after = next((each for each in self.sightings if each.at > held[-1].at), None)
        return Grant(at, max(0.0, at - asked) if asked else 0.0, after.middle if after else None)


def _covered(spans: Iterable[tuple[float, float]]) -> float:
    total, reached = 0.0, float("-inf")
    for begin, end in sorted(spans):
        total += max(0.0, end - max(begin, reached))
        reached = max(reached, end)
    return total
