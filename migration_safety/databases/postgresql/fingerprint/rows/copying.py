"""Copies what tells rows apart, their keys and hashes, from one database to another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

from migration_safety.databases.postgresql.fingerprint.catalog import Table
from migration_safety.databases.postgresql.fingerprint.session import Session, unhidden

COPIED = sql.Identifier("pg_temp", "migration_safety_copied")
CREATE = "CREATE TEMPORARY TABLE migration_safety_copied ({}) ON COMMIT DROP"
DROP = "DROP TABLE IF EXISTS pg_temp.migration_safety_copied"
OUT = "COPY ({}) TO STDOUT (FORMAT BINARY)"
IN = "COPY {} FROM STDIN (FORMAT BINARY)"


@dataclass(frozen=True, slots=True)
class Digest:
    """The expressions of a row's key, with their types, and of its hashes."""

    table: Table
    keys: Sequence[tuple[sql.Composable, str]]
    hashes: Sequence[sql.Composable]

    @property
    def query(self) -> sql.Composed:
        """A row of k0.., `here` and v0.. for each row of the table."""
        cells = [
            sql.SQL("{} AS {}").format(call, cell("k", i)) for i, (call, _) in enumerate(self.keys)
        ]
        cells.append(sql.SQL("true AS here").format())
        cells += [
            sql.SQL("{} AS {}").format(call, cell("v", i)) for i, call in enumerate(self.hashes)
        ]
        source = sql.SQL(
            "SELECT {} FROM {}" if self.table.kind == "p" else "SELECT {} FROM ONLY {}"
        )
        return source.format(comma(cells), self.table.identifier)

    @property
    def columns(self) -> sql.Composed:
        """The columns of a table that holds such rows."""
        cells = [
            sql.SQL("{} {}").format(cell("k", i), sql.SQL(t)) for i, (_, t) in enumerate(self.keys)
        ]
        cells.append(sql.SQL("here bool").format())
        cells += [sql.SQL("{} int8").format(cell("v", i)) for i, _ in enumerate(self.hashes)]
        return comma(cells)


def copy(here: Session, there: Session, digest: Digest) -> None:
    """Have a temporary table of these rows at the other end, by libpq's blocks.

    No row passes through this process's memory, nor does any value of one.
    """
    there.execute(DROP)
    there.execute(sql.SQL(CREATE).format(digest.columns))
    with unhidden(here, digest.table.identifier, hides=digest.table.hides):
        reading, writing = psycopg.Cursor(here), psycopg.Cursor(there)
        with (
            reading.copy(sql.SQL(OUT).format(digest.query)) as rows,
            writing.copy(sql.SQL(IN).format(COPIED)) as copied,
        ):
            for block in rows:
                copied.write(block)


def cell(letter: str, number: int) -> sql.Identifier:
    """A column of such a table."""
    return sql.Identifier(f"{letter}{number}")


def comma(parts: Iterable[sql.Composable]) -> sql.Composed:
    """A list in SQL."""
    return sql.SQL(", ").join(parts)
