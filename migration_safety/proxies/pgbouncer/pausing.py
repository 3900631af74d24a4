"""PAUSE on several poolers with a deadline, which the command itself has not, and RESUME."""

from __future__ import annotations

import selectors
import time
from collections.abc import Sequence

from psycopg.pq import ExecStatus

from migration_safety.errors import ProxyError
from migration_safety.proxies.pgbouncer.console import Console, quoted
from migration_safety.proxies.pgbouncer.pools import setting

RETRY = "server_login_retry"


def pausing(consoles: Sequence[Console], database: str, *, within: float) -> list[Console]:
    """Send PAUSE to all of them; those that have not come to rest in so many seconds.

    Their connections still wait for the command's end, which may never come (so 1.18, even
    after RESUME): they are good for nothing but to be closed.  Raises ProxyError.
    """
    with selectors.DefaultSelector() as selector:
        for console in consoles:
            console.connection.pgconn.send_query(f"PAUSE {quoted(database)}".encode())
            selector.register(console.connection.fileno(), selectors.EVENT_READ, console)
        end = time.monotonic() + within
        while selector.get_map() and (left := end - time.monotonic()) > 0:
            for key, _ in selector.select(left):
                if _finished(key.data):
                    selector.unregister(key.fd)
        return [key.data for key in selector.get_map().values()]


def resume(console: Console, database: str) -> None:
    """Let go, and have it connect to the server at once.  Raises ProxyError.

    Who logs in between RELOAD and RESUME has no pool yet that knows the server's greeting:
    PgBouncer begins to connect, breaks that off because of the pause, takes it for a failure, and
    does not try again for server_login_retry, 15 seconds.  Until then everybody hangs.
    """
    patience = setting(console, RETRY)
    console.tell(f"SET {RETRY} = '0'")
    try:
        console.tell("RESUME", database)
    finally:
        console.tell(f"SET {RETRY} = '{patience}'")


def _finished(console: Console) -> bool:
    """Whether its answer is there.  Raises ProxyError where that is a refusal."""
    pgconn = console.connection.pgconn
    pgconn.consume_input()
    while not pgconn.is_busy():
        result = pgconn.get_result()
        if result is None:
            return True
        if result.status == ExecStatus.FATAL_ERROR:
            said = result.error_message.decode("utf-8", "replace").strip()
            raise ProxyError(f"The pooler at {console.name} does not pause: {said}.")
    return False
