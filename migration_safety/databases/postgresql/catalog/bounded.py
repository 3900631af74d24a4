"""Questions to the project's database in read-only transactions that end by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import errors, sql

# A question that waits for a lock waits behind somebody's schema change: better to give up.
LOCK_SECONDS = 1.0
# Each holds until the end of the transaction alone, so a pooler may stand in between.  Rows
# that a policy hides are rows all the same: better an error.
LIMITS = """
    SELECT set_config('statement_timeout', %s, true), set_config('lock_timeout', %s, true),
        set_config('row_security', 'off', true), set_config('timezone', 'UTC', true)
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows, or why there are none: `unanswered` is one line."""

    rows: tuple[tuple[Any, ...], ...] = ()
    unanswered: str = ""


@dataclass(frozen=True, slots=True)
class Bounded:
    """Asks over the project's own connection; `seconds` is the longest that one answer takes."""

    connection: BaseDatabaseWrapper
    seconds: float

    @property
    def version(self) -> int:
        """The major version of the server."""
        return int(getattr(self.connection, "pg_version", 0)) // 10_000

    def ask(
        self,
        question: str | sql.Composable,
        parameters: Mapping[str, Any] | None = None,
        *,
        seconds: float | None = None,
    ) -> Answer:
        """One question, within `seconds` where these are fewer."""
        limit = min(self.seconds, self.seconds if seconds is None else seconds)
        try:
            return Answer(self._rows(question, parameters, limit))
        except DatabaseError as error:
            return Answer(unanswered=_reason(error, limit))

    def _rows(
        self, question: str | sql.Composable, parameters: Mapping[str, Any] | None, limit: float
    ) -> tuple[tuple[Any, ...], ...]:
        with (
            transaction.atomic(using=self.connection.alias),
            self.connection.cursor() as cursor,
        ):
            cursor.execute("SET TRANSACTION READ ONLY")
            cursor.execute(LIMITS, [_milliseconds(limit), _milliseconds(LOCK_SECONDS)])
            if isinstance(question, sql.Composable):
                question = question.as_string(self.connection.connection)
            cursor.execute(question, parameters)
            return tuple(cursor.fetchall())


def _milliseconds(seconds: float) -> str:
    # 0 would mean "no limit".
    return f"{max(1, int(seconds * 1000))}ms"


def _reason(error: DatabaseError, limit: float) -> str:
    cause = error.__cause__
    if isinstance(cause, errors.QueryCanceled):
        return f"not finished in {limit:.3g} s"
    if isinstance(cause, errors.LockNotAvailable):
        return f"somebody held the table locked for {LOCK_SECONDS:g} s"
    said = " ".join(str(error).partition("\n")[0].split())
    if isinstance(cause, errors.InsufficientPrivilege):
        return f"{said}: the role of this connection needs GRANT SELECT on it"
    return said
