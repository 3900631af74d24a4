"""One table on both sides: the buckets in which it differs, and how many rows of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from migration_safety.databases.postgresql.fingerprint.session import Session
from migration_safety.databases.postgresql.publishing.comparing.alike import Hashes
from migration_safety.databases.postgresql.publishing.comparing.buckets import (
    Bucket,
    at_once,
    rows,
    sums,
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`rows` are blue's; `missing`, `extra` and `changed` are rows as green has them.

    `unproven` says why the table was not compared, or "".
    """

    table: str
    rows: int = 0
    missing: int = 0
    extra: int = 0
    changed: int = 0
    unproven: str = ""

    @property
    def equal(self) -> bool:
        """Whether both sides were read, and hold the same."""
        return not (self.unproven or self.missing or self.extra or self.changed)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a table is read on both sides: what is hashed, and into how many buckets."""

    sessions: tuple[Session, Session]
    hashes: tuple[Hashes, Hashes]
    mask: int

    def differing(self, only: Collection[int] | None) -> tuple[set[int], int]:
        """Of these buckets, or of all, those that differ; and how many rows blue has in them."""

        def ask(side: int) -> dict[int, Bucket]:
            return sums(self.sessions[side], self.hashes[side], self.mask, only)

        blue, green = at_once(self.sessions, ask)
        found = {each for each in {*blue, *green} if blue.get(each) != green.get(each)}
        return found, sum(count for count, _ in blue.values())

    def told(self, table: str, total: int, buckets: Collection[int]) -> Comparison:
        """The rows that differ in these buckets, counted."""

        def ask(side: int) -> Counter[Bucket]:
            return rows(self.sessions[side], self.hashes[side], self.mask, buckets)

        blue, green = at_once(self.sessions, ask) if buckets else (Counter(), Counter())
        # Where rows have no key, a changed row is one missing and one extra.
        here, there = (Counter(key for key, _ in each.elements()) for each in (blue, green))
        missing, extra = (here - there).total(), (there - here).total()
        return Comparison(table, total, missing, extra, (blue - green).total() - missing)
