"""What a server said about a statement, without the values of rows."""

from __future__ import annotations

import psycopg

# active_sql_transaction: "... cannot run inside a transaction block"; and
# invalid_transaction_termination: a procedure that commits by itself.
NEED_NO_TRANSACTION = frozenset({"25001", "2D000"})


def complaint(error: BaseException) -> str:
    """The primary message and its SQLSTATE; DETAIL, which quotes rows, is left out."""
    cause = _driver_error(error)
    if cause is None or cause.sqlstate is None:
        return str(error).partition("\n")[0] or type(error).__name__
    return f"{cause.diag.message_primary} (SQLSTATE {cause.sqlstate})"


def needs_no_transaction(error: BaseException) -> bool:
    """Whether PostgreSQL refused a statement because it was inside a transaction block."""
    cause = _driver_error(error)
    return cause is not None and cause.sqlstate in NEED_NO_TRANSACTION


def _driver_error(error: BaseException) -> psycopg.Error | None:
    """Django's errors carry the driver's as their cause."""
    for candidate in (error, error.__cause__):
        if isinstance(candidate, psycopg.Error):
            return candidate
    return None
