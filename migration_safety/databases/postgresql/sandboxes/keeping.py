"""A sandbox that outlives its run, because somebody asked for it: marked, and told how to drop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from shlex import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from migration_safety.databases.postgresql.connect import parameters

# What a comment on a database begins with that no sweep may drop.
MARK = "kept by migration_safety "
KEPT = """
    SELECT FROM pg_database WHERE starts_with(shobj_description(oid, 'pg_database'), %s) LIMIT 1
"""
# Parameters of libpq that a line on a screen may not show.
SECRET = frozenset({"password", "sslpassword", "sslkey", "passfile", "oauth_client_secret"})


@dataclass(frozen=True, slots=True)
class Kept:
    """A database that stays, and the commands that connect to it and drop it; no secret in them."""

    name: str
    connect: str
    drop: str

    def __str__(self) -> str:
        return f"{self.name} stays. Connect: {self.connect} . Drop: {self.drop}"


def mark_kept(connection: psycopg.Connection, name: str) -> None:
    """Let no sweep drop the database."""
    text = f"{MARK}at {datetime.now(UTC).isoformat(timespec='seconds')}, until somebody drops it"
    comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
    connection.execute(comment.format(sql.Identifier(name), sql.Literal(text)))


def keeps_any(connection: psycopg.Connection) -> bool:
    """Whether the server holds a database that was kept."""
    return connection.execute(KEPT, [MARK]).fetchone() is not None


def kept(address: str, name: str) -> Kept:
    """What to tell of a database of the server at that address."""
    said = {key: value for key, value in parameters(address).items() if key not in SECRET}
    here = make_conninfo(**said | {"dbname": name})
    beside = make_conninfo(**{"dbname": "postgres"} | said)
    drop = f'DROP DATABASE "{name}"'
    return Kept(name, f"psql {quote(here)}", f"psql {quote(beside)} -c {quote(drop)}")
