"""One transaction of live traffic: what it is about, and its statements."""

from __future__ import annotations

from dataclasses import dataclass

from migration_safety.core.trial.traffic.felt import Access

# A statement with its parameters as text, None where it has no placeholders.
Sent = tuple[str, tuple[str | None, ...] | None]


@dataclass(frozen=True, slots=True)
class Transaction:
    """Statements that are committed together; parameters are $1, $2, ... of each.

    `alone`: no two such are under way at a time.
    """

    table: str
    access: Access
    statements: tuple[Sent, ...]
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Unsent:
    """Reads or writes of a table that there will be none of, and why."""

    table: str
    access: Access
    reason: str


@dataclass(frozen=True, slots=True)
class Workload:
    """What each client sends in turn, again and again; and what nobody does."""

    clients: tuple[tuple[Transaction, ...], ...] = ()
    unsent: tuple[Unsent, ...] = ()
