"""How long a transaction waits for a lock that others hold: whoever comes after waits behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from migration_safety.errors import DeadlineError

LIMIT = "SELECT set_config('lock_timeout', %s, true)"
BOTH = "SELECT set_config('lock_timeout', %s, false), set_config('statement_timeout', %s, false)"
# As the driver's sessions begin.
USUAL = ["0", "0"]


def limit_locks(connection: psycopg.Connection, seconds: float) -> None:
    """From here on to the end of the transaction.  Where it is exceeded the server raises
    LockNotAvailable."""
    # 0 would be: for ever.
    connection.execute(LIMIT, [str(max(1, round(seconds * 1000)))])


@contextmanager
def lock_limit(
    connection: psycopg.Connection, what: str, *, lock: float, seconds: float = 0.0
) -> Iterator[None]:
    """Inside, a statement waits `lock` seconds at most for each lock, and takes `seconds` at most
    in all, 0 for any time.  Raises DeadlineError: then nothing of it was done."""
    connection.execute(BOTH, [f"{lock:.3f}s", f"{seconds:.3f}s"])
    try:
        yield
    except errors.LockNotAvailable:
        raise DeadlineError(
            f"{what} is in use, and was waited for {lock:g} s.",
            "Wait for the end of the oldest transaction in pg_stat_activity, a pg_dump is a usual"
            " one, and do it again.",
        ) from None
    except errors.QueryCanceled:
        raise DeadlineError(
            f"{what} would be locked for longer than {seconds:g} s, and requests with it.",
            "Do it again at a quiet hour, with a longer --limit hold=N.",
        ) from None
    finally:
        if not connection.closed:
            connection.execute(BOTH, USUAL)
