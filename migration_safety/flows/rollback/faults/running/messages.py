"""What the process that runs a migration and the one that interrupts it say to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from migration_safety.core.trial.leg import Direction

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Subject:
    """The migration that is run next, on databases that have `applied` others.

    `alias` is the project's database that it is run for.
    """

    key: Key
    applied: frozenset[Key]
    alias: str = "default"

    def __str__(self) -> str:
        return ".".join(self.key)


@dataclass(frozen=True, slots=True)
class Order:
    """Run it in that direction on the database at that address (libpq's parameters).

    Stop before the statement of that number, from 1; 0 for none.
    """

    address: Mapping[str, str]
    direction: Direction
    stop: int = 0


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement that the server was sent, and what it took.

    `open`: a transaction was, that an earlier statement had begun.
    """

    sql: str
    seconds: float
    open: bool


@dataclass(frozen=True, slots=True)
class Ready:
    """The process has loaded the subject; `error` says in one line why it has not."""

    error: str = ""


@dataclass(frozen=True, slots=True)
class Started:
    """A run has begun, in a process of its own."""

    pid: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """The run is before its statement, and waits for `Go`; `backend` is its session's process."""

    backend: int


@dataclass(frozen=True, slots=True)
class Go:
    """Run that statement, and all after it."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The run has come to its end, or to an error in one line."""

    error: str = ""
    sent: tuple[Sent, ...] = ()


@dataclass(frozen=True, slots=True)
class Gone:
    """The run's process is no more."""


Message = Ready | Started | Stopped | Ended | Gone
