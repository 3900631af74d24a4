"""The trial of sample rows in the real table, taken back before anybody sees them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from time import perf_counter

from migration_safety.core.volume.trial import Trial, Violation
from migration_safety.databases.sqlite.load.copying import cells, insertion, values

# "UNIQUE constraint failed: box.a, box.b", "CHECK constraint failed: positive": no values.
FAILED = re.compile(r"(?P<kind>[A-Z ]+) constraint failed: (?P<what>.*)", re.DOTALL)
USED = """
    SELECT (page_count - freelist_count) * page_size
    FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()
"""


def trial(session: sqlite3.Connection, table: str, columns: Sequence[str], lines: bytes) -> Trial:
    """Write lines of COPY for `columns`, and take it all back; foreign keys are not looked at.

    SQLite does not tell the size of indexes: it is part of the table's.
    """
    types = dict(session.execute("SELECT name, type FROM pragma_table_info(?)", [table]))
    statement, done = insertion(table, columns), 0
    session.execute("SAVEPOINT trial")
    try:
        session.execute("PRAGMA defer_foreign_keys = on")
        before, start = _used(session), perf_counter()
        for row in values(types, columns, cells([lines])):
            session.execute(statement, row)
            done += 1
        return Trial(done, perf_counter() - start, _used(session) - before)
    except (sqlite3.IntegrityError, sqlite3.DataError, ValueError) as error:
        return Trial(lines.count(b"\n"), violation=_violation(error, table, done + 1))
    finally:
        session.execute("ROLLBACK TO trial")
        session.execute("RELEASE trial")


def _used(session: sqlite3.Connection) -> int:
    (size,) = session.execute(USED).fetchone()
    return int(size)


def _violation(error: Exception, table: str, line: int) -> Violation:
    found = FAILED.match(str(error))
    if found is None:
        return Violation("invalid row", line=line)
    kind, what = f"{found['kind'].lower()} violation", found["what"]
    if what.startswith("index "):
        return Violation(kind, what.removeprefix("index ").strip("'"), line=line)
    if kind == "check violation":
        return Violation(kind, what, line=line)
    columns = (each.removeprefix(f"{table}.") for each in what.split(", "))
    return Violation(kind, "", tuple(columns), line)
