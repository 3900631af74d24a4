"""One table on both sides: the buckets in which it differs, and how many rows of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

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
class Difference:
    """Rows, each as the hash of its key and of all of it, that one side has and not the other."""

    blue: Counter[Bucket] = field(default_factory=Counter)
    green: Counter[Bucket] = field(default_factory=Counter)

    @property
    def keys(self) -> set[int]:
        """Of all these rows."""
        return {key for key, _ in (*self.blue, *self.green)}

    def lasting(self, later: Difference) -> Difference:
        """What differed then and now, and was written to on neither side in between."""
        return Difference(self.blue & later.blue, self.green & later.green)

    def counted(self, table: str, total: int) -> Comparison:
        """Where rows have no key, a changed one is one missing and one extra."""
        here, there = (
            Counter(key for key, _ in side.elements()) for side in (self.blue, self.green)
        )
        missing, extra = (here - there).total(), (there - here).total()
        return Comparison(table, total, missing, extra, self.blue.total() - missing)


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

    def apart(self, buckets: Collection[int], keys: Collection[int] | None = None) -> Difference:
        """The rows that differ in these buckets, or those of them with these keys."""
        if not buckets:
            return Difference()

        def ask(side: int) -> Counter[Bucket]:
            return rows(self.sessions[side], self.hashes[side], self.mask, buckets, keys)

        blue, green = at_once(self.sessions, ask)
        return Difference(blue - green, green - blue)
