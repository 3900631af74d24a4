"""What keeps a migration from being shipped on one database while everybody works."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """both releases: the old code fails after it and the new code before it; mixed: one
    migration has to run before the code and after it; order: it has to run before the code, and
    depends on one that has to run after it; lock: traffic waits longer than it may; replication:
    rows of one side do not fit the other one."""

    BOTH_RELEASES = "both releases"
    MIXED = "mixed"
    ORDER = "order"
    LOCK = "lock"
    REPLICATION = "replication"


# These are about the releases: with two databases each has a schema of its own.
OF_RELEASES = frozenset({Kind.BOTH_RELEASES, Kind.MIXED, Kind.ORDER})


@dataclass(frozen=True, slots=True)
class Obstacle:
    """`operation` is its index, -1 for the migration as a whole.

    `because` is one sentence, `instead` what to write; `editable`: that is a small change of
    the migration, and none of the releases.
    """

    app: str
    migration: str
    operation: int
    kind: Kind
    tables: tuple[str, ...]
    because: str
    instead: str = ""
    editable: bool = False

    @property
    def where(self) -> str:
        """ "people.0007_email operation 1", or the migration alone."""
        place = f"{self.app}.{self.migration}"
        return place if self.operation < 0 else f"{place} operation {self.operation}"
