"""The way to the database that is cloned: its address, and sessions that can only read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

import psycopg
from django.db.utils import load_backend
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from migration_safety.errors import CloneError

# A question that waits for a lock waits behind somebody's schema change: better to give up.
LIMITS = """
    SELECT set_config('default_transaction_read_only', 'on', false),
        set_config('statement_timeout', '60s', false),
        set_config('lock_timeout', '5s', false),
        set_config('idle_in_transaction_session_timeout', '0', false),
        set_config('idle_session_timeout', '0', false)
"""


def address_of(source: str | Mapping[str, Any]) -> str:
    """The conninfo of a conninfo or URL, or of an entry of DATABASES (Django's defaults filled in).

    Holds what these hold, secrets included.  Raises CloneError.
    """
    if isinstance(source, str):
        return source
    backend = load_backend(source["ENGINE"]).DatabaseWrapper
    if backend.vendor != "postgresql":
        raise CloneError(
            "Only a PostgreSQL database can be cloned into a sandbox on PostgreSQL.",
            f"Name an alias whose engine is PostgreSQL's; this one is {source['ENGINE']}.",
        )
    given = backend(dict(source), "source").get_connection_params()
    known = {each.keyword.decode() for each in Conninfo.get_defaults()}
    return make_conninfo(
        **{name: value for name, value in given.items() if name in known and value is not None}
    )


@contextmanager
def opened(address: str) -> Iterator[psycopg.Connection]:
    """A session that can only read, bounded in time.  Raises CloneError, without secrets."""
    with closing(_connect(address)) as connection:
        try:
            yield connection
        except psycopg.Error as error:
            reason = error.diag.message_primary or "the connection is lost"
            raise CloneError(
                f"The database to clone cannot be read: {reason}",
                "Let the role read all of it, and look into the server's log.",
            ) from error


def _connect(address: str) -> psycopg.Connection:
    try:
        connection = psycopg.connect(
            make_conninfo(address, application_name="migration_safety"),
            autocommit=True,
            connect_timeout=10,
        )
    except psycopg.ProgrammingError:
        # libpq may quote a password in what it says of an address.
        raise CloneError("The address of the database to clone cannot be read.") from None
    except psycopg.OperationalError as error:
        raise _refused(error) from None
    connection.read_only = True
    connection.execute(LIMITS)
    return connection


def _refused(error: psycopg.OperationalError) -> CloneError:
    _, fatal, reason = str(error).partition("FATAL:")
    if not fatal:
        problem = "No PostgreSQL answers where the database to clone should be."
        return CloneError(problem, "Check host and port, and that the server runs.")
    words = " ".join(reason.splitlines()[0].split())
    return CloneError(
        f"The database to clone refuses the connection: {words}",
        "Check its settings, and whether its server has a connection left.",
    )
