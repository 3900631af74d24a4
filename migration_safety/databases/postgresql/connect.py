"""Connections of our own to a sandbox's server, with errors that a user can act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from migration_safety.errors import SandboxError

INVALID = (
    "The address in --sandbox is not a PostgreSQL URL.",
    "Write postgresql://USER:PASSWORD@HOST:PORT/DATABASE, special characters %-encoded.",
)
# What the server says when it refuses, in the words of its sources -> the problem, the advice.
# libpq gives no SQLSTATE for a connection that was never made.
REFUSALS = {
    "authentication failed": (
        "The sandbox server refuses the user name or the password.",
        "Check the user and the password in --sandbox.",
    ),
    "no password supplied": (
        "The sandbox server wants a password.",
        "Put one in --sandbox, or in PGPASSWORD.",
    ),
    "pg_hba.conf": (
        "The sandbox server does not accept this user from this machine.",
        "Let its pg_hba.conf accept the connection, or name another server.",
    ),
    "too many": (
        "The sandbox server has no connection left.",
        "Raise max_connections, or run fewer checks at a time.",
    ),
    "invalid integer value": INVALID,
    "SSL": (
        "The sandbox server and --sandbox do not agree on encryption.",
        "Change sslmode in the URL, or what the server demands.",
    ),
    "starting up": ("The sandbox server is still starting.", "Run the command again."),
    "does not exist": (
        "The user or the database named in --sandbox does not exist.",
        "Name an existing database to connect to, such as postgres.",
    ),
}
REFUSED = ("The sandbox server refuses the connection.", "Its log says why.")
UNREACHABLE = (
    "No PostgreSQL answers at the address in --sandbox.",
    "Check host and port, and that the server runs.",
)


def connect(conninfo: str, **parameters: str) -> psycopg.Connection:
    """A connection in autocommit; no message holds a part of the URL, which may be a secret."""
    try:
        conninfo = make_conninfo(conninfo, application_name="migration_safety", **parameters)
        return psycopg.connect(conninfo, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        said = str(error)
        reasons = (reason for needle, reason in REFUSALS.items() if needle in said)
        raise SandboxError(*next(reasons, REFUSED if "FATAL" in said else UNREACHABLE)) from None
    except psycopg.ProgrammingError:
        raise invalid_url() from None


def parameters(conninfo: str) -> dict[str, str]:
    """The parts of a URL or conninfo string."""
    try:
        return {
            name: str(value)
            for name, value in conninfo_to_dict(conninfo).items()
            if value is not None
        }
    except psycopg.ProgrammingError:
        raise invalid_url() from None


def invalid_url() -> SandboxError:
    """What libpq has to say about a URL may quote the password in it."""
    return SandboxError(*INVALID)


@contextmanager
def losses_named(connection: psycopg.Connection) -> Iterator[None]:
    """Turn the loss of a connection into a SandboxError; other errors pass."""
    try:
        yield
    except psycopg.OperationalError as error:
        if connection.closed:
            raise lost() from error
        raise


def lost() -> SandboxError:
    """The server died, or ended our session."""
    return SandboxError(
        "The sandbox server went away.", "Look into its log, then run the command again."
    )
