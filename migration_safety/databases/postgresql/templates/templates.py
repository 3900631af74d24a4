"""The template databases of one role on one server: found, cloned, kept, and few of them."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import psycopg
from psycopg import errors, sql

PREFIX = "migration_safety_template_"
PATTERN = f"^{PREFIX}[0-9a-f]{{20}}$"
UNUSED = timedelta(days=30)

# Another run has dropped it, or somebody is connected to it all the same, or the disk is full:
# the sandbox is then made as if there were none.
UNAVAILABLE = (errors.InvalidCatalogName, errors.ObjectInUse, errors.DiskFull)

# CREATE DATABASE does not copy what ALTER DATABASE ... SET and GRANT ON DATABASE have done.
# 'client_connection_check_interval' is the sandbox's own.
NOT_COPIED = """
    SELECT datacl IS NOT NULL OR EXISTS (
        SELECT FROM pg_db_role_setting AS s, unnest(setconfig) AS setting
        WHERE s.setdatabase = d.oid
          AND setting NOT LIKE 'client_connection_check_interval=%%')
    FROM pg_database AS d WHERE datname = %s
"""
# Only what the role itself has made: anybody who may create databases may choose their names.
OWN = """
    SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database
    WHERE datname ~ %s AND datdba = (SELECT oid FROM pg_roles WHERE rolname = current_user)
"""


class Templates:
    """At most `most` databases, the least recently used dropped first.

    `contents` names what the wanted one holds; the server's version and the role are added
    to it.  A template is a sandbox renamed once it was complete: none is ever half done.
    """

    def __init__(self, connection: psycopg.Connection, contents: str, most: int) -> None:
        self._connection = connection
        self._most = most
        query = "SELECT current_setting('server_version'), current_user"
        parts = (contents, psycopg.__version__, *(connection.execute(query).fetchone() or ()))
        digest = hashlib.sha256("\n".join(map(str, parts)).encode())
        self.name = PREFIX + digest.hexdigest()[:20]

    def clone(self, database: str) -> bool:
        """Create the database as a copy of the template; False where there is none to be had."""
        if self.name not in self._used():
            return False
        with suppress(*UNAVAILABLE):
            self._run("CREATE DATABASE {} TEMPLATE {}", database, self.name)
            self._mark(self.name)
            return True
        return False

    def keep(self, database: str) -> bool:
        """Make the database the template, and create it anew as a copy of that.

        Nobody may be connected to it.  False, and nothing is changed, where another run was
        quicker, where a copy would lack something, or where there is no room for two.
        """
        row = self._connection.execute(NOT_COPIED, [database]).fetchone()
        if row is None or row[0] or self.name in self._used():
            return False
        self._run("ALTER DATABASE {} ALLOW_CONNECTIONS false", database)
        self._mark(database)
        try:
            self._run("ALTER DATABASE {} RENAME TO {}", database, self.name)
        except (errors.DuplicateDatabase, errors.ObjectInUse):
            self._run("ALTER DATABASE {} ALLOW_CONNECTIONS true", database)
            return False
        return self._copied_back(database)

    def prune(self) -> None:
        """Drop those that are too many, and those that nobody has used for a month."""
        used = self._used()
        oldest = (datetime.now(UTC) - UNUSED).isoformat()
        latest = sorted(used, key=lambda name: used[name], reverse=True)
        for rank, name in enumerate(latest):
            if rank >= self._most or used[name] < oldest:
                with suppress(*UNAVAILABLE):
                    self._run("DROP DATABASE IF EXISTS {}", name)

    def _copied_back(self, database: str) -> bool:
        try:
            self._run("CREATE DATABASE {} TEMPLATE {}", database, self.name)
        except UNAVAILABLE:
            self._run("ALTER DATABASE {} RENAME TO {}", self.name, database)
            self._run("ALTER DATABASE {} ALLOW_CONNECTIONS true", database)
            return False
        return True

    def _used(self) -> dict[str, str]:
        """The role's templates, and when each was last used: the beginning of its comment."""
        rows = self._connection.execute(OWN, [PATTERN]).fetchall()
        return {name: comment or "" for name, comment in rows}

    def _mark(self, database: str) -> None:
        text = f"{datetime.now(UTC).isoformat()} last used by migration_safety"
        comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
        # Two runs may do so at once, and one of them is enough.
        with suppress(errors.InternalError, errors.InvalidCatalogName):
            self._connection.execute(comment.format(sql.Identifier(database), sql.Literal(text)))

    def _run(self, command: str, *names: str) -> None:
        self._connection.execute(sql.SQL(command).format(*map(sql.Identifier, names)))
