"""What a sandbox saw while it ran one statement."""

from __future__ import annotations

from dataclasses import dataclass

from migration_safety.core.effect import Effect


@dataclass(frozen=True, slots=True)
class Observation:
    """One statement of one operation, as a real server ran it.

    `operation` is the index of the operation in its migration; `order` and `transaction`
    count within the migration, as in `Statement`.  `effects` name the tables that existed
    before the migration, with the locks that this statement newly took; `held` are all
    (table, lock) pairs that its transaction holds once it has run, older ones included.
    `error` is the server's message, without values of rows.
    """

    app: str
    migration: str
    operation: int
    order: int
    transaction: int
    sql: str
    effects: tuple[Effect, ...] = ()
    held: tuple[tuple[str, str], ...] = ()
    deferred: bool = False
    seconds: float = 0.0
    error: str = ""
