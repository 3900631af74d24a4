"""An interruption of a migration: what it leaves behind, and whether `migrate` heals it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from migration_safety.core.trial.leg import Direction

SAME = "same portrait"


class Strike(StrEnum):
    """What ends the migration, as reports spell it."""

    CLIENT = "client killed"
    BACKEND = "backend terminated"
    SERVER = "server crashed"


@dataclass(frozen=True, slots=True)
class Place:
    """Before the statement of that number, or in the middle of it.

    Statements count from 1 to `of`, as the server met them, COMMIT among them; `sql` is that
    statement's.  `transaction`: one is open there that an earlier statement has begun.
    `alike` is how many boundaries it stands for: all within one transaction leave the same.
    `held`: for it to be met in its middle, a writer kept a transaction open on its table.
    `gap`: all of the migration is committed there, and only Django's record of it is not, which
    no migration can help.
    """

    statement: int
    of: int
    sql: str
    inside: bool = False
    transaction: bool = False
    alike: int = 1
    held: bool = False
    gap: bool = False

    def __str__(self) -> str:
        where = "in the middle of" if self.inside else "before"
        return f"{where} statement {self.statement} of {self.of}"

    @property
    def words(self) -> str:
        """Its statement on one line, not too long."""
        line = " ".join(self.sql.split())
        return line if len(line) <= 60 else f"{line[:59]}\N{HORIZONTAL ELLIPSIS}"


@dataclass(frozen=True, slots=True)
class Orphan:
    """Locks of a session whose client had gone: how long they stayed, in seconds.

    `held` are the strongest, as "ACCESS EXCLUSIVE on people_person".  `ended` is False for a
    session that had to be ended by us after so long.
    """

    seconds: float
    held: tuple[str, ...] = ()
    ended: bool = True


@dataclass(frozen=True, slots=True)
class Fault:
    """One cell of the kill matrix.

    `residue` are plain words ("nothing", "INVALID index people_x", "not recorded").  `resume`
    is what came of running `migrate` again: "same portrait" as that of a run which nobody
    disturbed, "differs: ..." with what, or the line of its error.  `unknown` says why the cell
    could not be tried, where it could not: `ok` then says nothing.
    """

    where: Place
    direction: Direction
    how: Strike
    residue: tuple[str, ...] = ()
    orphan: Orphan | None = None
    resume: str = ""
    unknown: str = ""

    @property
    def ok(self) -> bool:
        """Whether running `migrate` again was all that it took."""
        return self.resume == SAME

    @property
    def lock_seconds(self) -> float | None:
        """How long locks outlived the client; None where it had none."""
        return self.orphan.seconds if self.orphan else None


@dataclass(frozen=True, slots=True)
class KillMatrix:
    """All cells of one migration.

    `check_interval` is the client_connection_check_interval that they were measured with, "0"
    for never; `notes` say which boundaries stand for others and what was not compared,
    `untried` what could not be interrupted at all, and why.
    """

    migration: str
    faults: tuple[Fault, ...] = ()
    check_interval: str = "0"
    notes: tuple[str, ...] = ()
    untried: tuple[str, ...] = ()

    @property
    def tried(self) -> tuple[Fault, ...]:
        """The cells that came to something."""
        return tuple(each for each in self.faults if not each.unknown)

    @property
    def stuck(self) -> tuple[Fault, ...]:
        """Those after which running `migrate` again does not do; Django's own gap aside."""
        return tuple(each for each in self.tried if not each.ok and not each.where.gap)

    @property
    def longest(self) -> Fault | None:
        """The one whose orphaned locks lived longest."""
        orphaned = [each for each in self.tried if each.orphan]
        return max(orphaned, key=lambda each: each.lock_seconds or 0.0, default=None)
