"""How long a transaction waits for a lock that others hold."""

from __future__ import annotations

import psycopg

LIMIT = "SELECT set_config('lock_timeout', %s, true)"


def limit_locks(connection: psycopg.Connection, seconds: float) -> None:
    """From here on to the end of the transaction.  Where it is exceeded the server raises
    LockNotAvailable."""
    # 0 would be: for ever.
    connection.execute(LIMIT, [str(max(1, round(seconds * 1000)))])
