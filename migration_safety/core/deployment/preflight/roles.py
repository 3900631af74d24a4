"""Who may do what in a database: the driver, and those who write."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """The driver's own role, and what it may do in the database.

    `fences`: takes LOGIN from roles; `alters`: makes the server read-only; `signals`: ends
    sessions of others; `replays`: writes rows without firing triggers; `follows`: reads, and
    sets, how far a subscription has come.
    """

    name: str
    superuser: bool
    replication: bool
    creates: bool
    subscribes: bool
    bypasses: bool
    fences: bool
    alters: bool
    signals: bool
    replays: bool
    follows: bool


@dataclass(frozen=True, slots=True)
class Writer:
    """A role that may log in and write to `tables` tables; `sessions` it has now.

    `own`: it is the driver's.
    """

    name: str
    superuser: bool
    own: bool
    tables: int
    sessions: int
