"""What logical replication makes of an operation when green is ahead of blue in schema."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from migration_safety.core.deployment.shim import Shim


class Direction(StrEnum):
    """forward: blue to green before the switch; reverse: green to blue after it."""

    FORWARD = "forward"
    REVERSE = "reverse"


class Fate(StrEnum):
    """What becomes of replicated rows; loud: the apply worker stops, nothing is lost; silent:
    rows differ while the lag stays at zero; lossy: what blue cannot hold is not on it."""

    WORKS = "works"
    LOSSY = "lossy"
    LOUD = "loud"
    SILENT = "silent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The fate of one table's rows in one direction if nothing is done, and what is done.

    `hazard` is the number of the silent hazard, "S5", or "".  `guard` says in words what keeps
    it from happening, `shims` are its SQL.  `held`: with guard and shims nothing is lost and
    nothing stops; where it is not, the operation cannot be part of a replicated deployment in
    this direction.
    """

    direction: Direction
    fate: Fate
    table: str = ""
    columns: tuple[str, ...] = ()
    hazard: str = ""
    because: str = ""
    guard: str = ""
    shims: tuple[Shim, ...] = ()
    held: bool = True

    @property
    def words(self) -> str:
        """ "loud", "silent (S5)"."""
        return f"{self.fate.value} ({self.hazard})" if self.hazard else self.fate.value
