"""What SQLite does to a table that it cannot alter: it makes another, and copies all rows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lost:
    """A trigger or an index made by hand that goes with the old table; `sql` makes it again."""

    kind: str
    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Remake:
    """One operation's doing on SQLite.

    `tables` existed before the migration and are made anew by the operation, each perhaps
    several times; `refused` is what SQLite, or Django for it, answered where it failed.
    """

    tables: tuple[str, ...] = ()
    times: int = 0
    lost: tuple[Lost, ...] = ()
    refused: str = ""
