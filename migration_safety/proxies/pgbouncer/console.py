"""The console of a pooler: commands and questions over one connection that stays open."""

from __future__ import annotations

from types import TracebackType

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import dict_row

from migration_safety.errors import ProxyError

DATABASE = "pgbouncer"
TIMEOUT = 5

Row = dict[str, object]


class Console:
    """A context manager.  `conninfo` may hold a password: it is never shown.

    The console knows the simple protocol alone, and no transactions: no parameters, autocommit.
    Raises ProxyError.
    """

    def __init__(self, conninfo: str) -> None:
        self.name = _address(conninfo)
        try:
            whole = make_conninfo(conninfo, dbname=DATABASE, connect_timeout=TIMEOUT)
            # What is said for the sixth time would be prepared, which the console refuses.
            self.connection = psycopg.connect(
                whole, autocommit=True, prepare_threshold=None, row_factory=dict_row
            )
        except psycopg.OperationalError:
            raise ProxyError(
                f"The console of the pooler at {self.name} cannot be reached.",
                "Check that it runs, and that admin_users names the user.",
            ) from None

    def __enter__(self) -> Console:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the session."""
        self.connection.close()

    def tell(self, command: str, database: str = "") -> None:
        """PAUSE, RESUME, RELOAD and the like, for one database or all."""
        self._run(f"{command} {quoted(database)}" if database else command)

    def show(self, subject: str) -> list[Row]:
        """SHOW POOLS, DATABASES, CLIENTS, SERVERS or CONFIG."""
        return self._run(f"SHOW {subject}")

    def _run(self, words: str) -> list[Row]:
        try:
            cursor = self.connection.execute(words.encode())
        except psycopg.Error as error:
            said = str(error).strip().splitlines()[0] if str(error) else type(error).__name__
            raise ProxyError(f"The pooler at {self.name} did not take {words}: {said}.") from None
        return cursor.fetchall() if cursor.description else []


def quoted(database: str) -> str:
    """A database's name for the console, whose words end at what is no letter, digit or _."""
    return '"{}"'.format(database.replace('"', '""'))


def _address(conninfo: str) -> str:
    try:
        parts = conninfo_to_dict(conninfo)
    except psycopg.ProgrammingError:
        raise ProxyError(
            "A pooler's console has no valid address.", "Write host=.. port=.. user=.. ."
        ) from None
    return f"{parts.get('host') or parts.get('service') or 'localhost'}:{parts.get('port') or 6432}"
