"""Questions to a side in read-only transactions that end by themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, LiteralString, TypeVar

import psycopg
from psycopg import errors

from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.errors import ReachError

LIMITS = """
    SELECT set_config('statement_timeout', '10s', true), set_config('lock_timeout', '1s', true),
        set_config('search_path', 'pg_catalog', true), set_config('row_security', 'off', true)
"""
T = TypeVar("T")


@dataclass(slots=True)
class Asking:
    """Asks one side; `unanswered` takes the reason for each topic that could not be read."""

    side: Side
    unanswered: dict[str, str] = field(default_factory=dict)

    @property
    def connection(self) -> psycopg.Connection:
        """The driver's own session.  Raises ReachError."""
        return self.side.connection

    def rows(
        self, topic: str, question: LiteralString, given: Mapping[str, Any] | None = None
    ) -> list[tuple[Any, ...]]:
        """What it answers; nothing where it does not, which is noted.

        Raises ReachError where the side has gone away.
        """
        try:
            with self.connection.transaction(force_rollback=True):
                self.connection.execute("SET TRANSACTION READ ONLY")
                self.connection.execute(LIMITS)
                return self.connection.execute(question, given).fetchall()
        except psycopg.Error as error:
            if self.connection.closed:
                raise gone(self.side) from None
            self.unanswered[topic] = _reason(error)
            return []

    def all(
        self,
        topic: str,
        question: LiteralString,
        made: Callable[..., T],
        given: Mapping[str, Any] | None = None,
    ) -> tuple[T, ...]:
        """The values made of each row."""
        return tuple(made(*row) for row in self.rows(topic, question, given))

    def one(self, topic: str, question: LiteralString, made: Callable[..., T]) -> T | None:
        """The value made of the only row; None where it is not answered."""
        return next(iter(self.all(topic, question, made)), None)


def gone(side: Side) -> ReachError:
    """The server died, or ended the session."""
    return ReachError(
        f"{side.name} went away while it was asked.",
        "Look into its server's log, then run the command again.",
    )


def _reason(error: psycopg.Error) -> str:
    if isinstance(error, errors.QueryCanceled):
        return "not answered in 10 s"
    if isinstance(error, errors.LockNotAvailable):
        return "somebody held what was asked for locked for 1 s"
    return error.diag.message_primary or type(error).__name__
