"""One of the two databases of a deployment, as its driver reaches it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from migration_safety.errors import ReachError

NAME = "migration_safety deployment"
# What rows that break a constraint make the server raise.
BROKEN = psycopg.IntegrityError
# The same, and rows that make an expression fail.
UNFIT = (psycopg.IntegrityError, psycopg.DataError)
# What a question raises when its session is lost; other errors of the server are its kin too.
LOST = psycopg.OperationalError
# The driver writes under its own fence, changes a schema that it has frozen for others, and
# sets its deadlines itself.
FREE = " ".join(
    f"-c {name}"
    for name in (
        *("default_transaction_read_only=off", "migration_safety.ddl=allowed"),
        *("statement_timeout=0", "lock_timeout=0"),
        *("idle_session_timeout=0", "idle_in_transaction_session_timeout=0"),
    )
)
TIMED_FROM = 170_000
# Of an address, what holds on other machines too.
KEPT = ("hostaddr", "sslmode", "channel_binding")


@dataclass
class Side:
    """ "blue" or "green".  `conninfo` may hold a password: it is never shown."""

    name: str
    conninfo: str = field(repr=False)

    @cached_property
    def connection(self) -> psycopg.Connection:
        """The driver's own session, in autocommit; made at the first question."""
        return self.fresh()

    def fresh(self) -> psycopg.Connection:
        """Another session, in autocommit.  Raises ReachError."""
        return _reach(self.name, self.conninfo)

    @property
    def address(self) -> str:
        """Where it is, as a conninfo that holds no secret and names no file of this machine."""
        info = self.connection.info
        given = info.get_parameters()
        kept = {name: given[name] for name in KEPT if name in given}
        found = {"host": info.host, "port": str(info.port), "user": info.user} | kept
        return make_conninfo(dbname=info.dbname, **found)

    def renew(self) -> None:
        """Forget a session that was lost."""
        if (connection := self.__dict__.get("connection")) is not None and connection.closed:
            self.forget()

    def forget(self) -> None:
        """Close the session; the next question makes a new one."""
        if (connection := self.__dict__.pop("connection", None)) is not None:
            connection.close()


def answers(side: Side) -> bool:
    """Whether it can be reached at all."""
    try:
        _ = side.connection
    except ReachError:
        return False
    return True


def _reach(side: str, conninfo: str) -> psycopg.Connection:
    variable = f"MIGRATION_SAFETY_{side.upper()}"
    try:
        options = f"{conninfo_to_dict(conninfo).get('options') or ''} {FREE}".strip()
        conninfo = make_conninfo(conninfo, application_name=NAME, options=options)
        connection = psycopg.connect(conninfo, autocommit=True, connect_timeout=10)
        if connection.info.server_version >= TIMED_FROM:
            connection.execute("SET transaction_timeout = 0")
        return connection
    except psycopg.OperationalError:
        raise ReachError(
            f"{side} does not answer at the address in {variable}, or refuses the driver.",
            "Check it with psql: the same service, host, user and password file.",
        ) from None
    except psycopg.ProgrammingError:
        raise ReachError(
            f"{variable} holds no address of a PostgreSQL database.",
            'Write a URL, or a conninfo such as "service=NAME".',
        ) from None
