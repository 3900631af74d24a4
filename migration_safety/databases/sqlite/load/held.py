"""What the columns of a table hold that somebody else has filled."""

from __future__ import annotations

import re
import sqlite3

from migration_safety.core.volume.cell import text_of
from migration_safety.databases.sqlite.load.constraints import quoted

DIGITS = re.compile(r"[0-9]+")


def between(
    session: sqlite3.Connection, table: str, column: str, first: bytes, last: bytes
) -> bool:
    """Whether a value of the column lies between these cells, both included."""
    query = f"SELECT 1 FROM {quoted(table)} WHERE {quoted(column)} BETWEEN ? AND ? LIMIT 1"
    return session.execute(query, [text_of(first), text_of(last)]).fetchone() is not None


def numbered(
    session: sqlite3.Connection, table: str, column: str, first: int, last: int, *, apart: bool
) -> bool:
    """Whether a text of the column may hold a number between these, both included.

    Unless numbers stand `apart`, with no other digit before and after them, any that is long
    enough may hold one.
    """
    texts = session.execute(f"SELECT {quoted(column)} FROM {quoted(table)}")
    runs = (run for (text,) in texts for run in DIGITS.findall(str(text)))
    least = len(str(first))
    return any(len(run) >= least and (not apart or first <= int(run) <= last) for run in runs)
