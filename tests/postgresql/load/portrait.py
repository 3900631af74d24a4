"""Databases with every kind of index and constraint, and pg_dump's word for what is in them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import psycopg

FOLDER = Path(__file__).parent
TABLES = ['"Else"."Ho""use.hold"', "person", "order"]
TABLES_18 = [*TABLES, "period", "visit"]


def tables_of(connection: psycopg.Connection) -> list[str]:
    """The tables that `prepare` makes on this version, as a db_table names them."""
    return TABLES_18 if connection.info.server_version >= 180000 else TABLES


def prepare(connection: psycopg.Connection) -> None:
    """Empty tables with every kind of index and constraint that this version has."""
    connection.execute((FOLDER / "nasty.sql").read_bytes())
    if connection.info.server_version >= 180000:
        connection.execute((FOLDER / "nasty18.sql").read_bytes())


def fill(connection: psycopg.Connection) -> None:
    """Rows that satisfy all of them."""
    connection.execute((FOLDER / "rows.sql").read_bytes())


def portrait(connection: psycopg.Connection) -> str:
    """The schema as pg_dump of the server's own version tells it, but for our journal."""
    query = "SELECT setting FROM pg_config WHERE name = 'BINDIR'"
    (folder,) = connection.execute(query).fetchone() or ("",)
    info = connection.info
    address = [f"--host={info.host}", f"--port={info.port}", f"--username={info.user}"]
    options = ["--schema-only", "--exclude-schema=migration_safety", info.dbname]
    command = [f"{folder}/pg_dump", *address, *options]
    written = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    # A key that is drawn anew for each dump.
    return "\n".join(line for line in written.splitlines() if "restrict " not in line)
