"""What live traffic feels of a migration, in one direction: latencies, stalls and errors."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from migration_safety.core.trial.leg import Direction
from migration_safety.core.trial.traffic.pace import Pace

UNSENT = Pace()


class Access(StrEnum):
    """What traffic does with a table."""

    READS = "reads"
    WRITES = "writes"


@dataclass(frozen=True, slots=True)
class Stall:
    """One transaction that waited for a lock: how long, and what the migration ran meanwhile,
    "" where that was not seen."""

    milliseconds: float
    sql: str


@dataclass(frozen=True, slots=True)
class Failure:
    """One kind of error: `before` and `during` count it, `first` is in seconds after the
    migration began, None where it came before it alone.  The message holds no values of rows.
    """

    sqlstate: str
    message: str
    before: int = 0
    during: int = 0
    first: float | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """The reads of a table, or the writes: how they fared before the migration and during it.

    `table` may be a statement of the user's own instead, its constants left out.  `stall` is
    the longest wait for a lock, None where nobody was seen waiting.  `unsent` says why there
    was nothing to send, "" otherwise.
    """

    table: str
    access: Access
    before: Pace = UNSENT
    during: Pace = UNSENT
    stall: Stall | None = None
    failures: tuple[Failure, ...] = ()
    unsent: str = ""

    @property
    def broken(self) -> tuple[Failure, ...]:
        """The errors that the migration brought: none of them came before it."""
        return tuple(each for each in self.failures if each.during and not each.before)

    @property
    def stalled(self) -> float:
        """The longest wait for a lock in milliseconds, 0 without one."""
        return self.stall.milliseconds if self.stall else 0.0


@dataclass(frozen=True, slots=True)
class Felt:
    """What `clients` sessions felt while migrations went in one direction.

    `seconds` is how long that took under the load; `error` is what stopped the migrations,
    "" if nothing did.
    """

    direction: Direction
    clients: int
    seconds: float
    services: tuple[Service, ...] = ()
    error: str = ""

    @property
    def worst(self) -> Service | None:
        """The service with the longest wait for a lock, None where nobody waited."""
        waited = [each for each in self.services if each.stall]
        return max(waited, key=lambda each: each.stalled, default=None)

    def service(self, table: str, access: Access) -> Service | None:
        """That of a table."""
        wanted = (each for each in self.services if (each.table, each.access) == (table, access))
        return next(wanted, None)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A migration that found a table held by an idle transaction.

    `lock_timeout` is in milliseconds, 0 = without limit.  `waited` are the seconds for which
    the migration waited for the table, and `gave_up` whether it ended by that; `reads` and
    `writes` are the longest that others were kept from the table, in milliseconds.
    """

    lock_timeout: int
    waited: float = 0.0
    gave_up: bool = False
    reads: float = 0.0
    writes: float = 0.0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue behind a migration on a table that an idle transaction has read or written.

    `held` is what that transaction had done, and it stayed for `hold` seconds after the
    migration had begun to wait for it.
    """

    direction: Direction
    table: str
    held: Access
    hold: float
    attempts: tuple[Attempt, ...] = ()
