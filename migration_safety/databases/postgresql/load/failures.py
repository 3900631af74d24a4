"""What the server said when it refused, turned into an error without a value of any row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from migration_safety.errors import VolumeError

# Where in the copied lines: "COPY person, line 3, column email: "ann@example.org"".
PLACE = re.compile(r"^COPY .+?, line (\d+)(?:, column ([^:]+))?", re.MULTILINE)
# Complaints about a value quote it; one class of them does not, and quotes columns.
QUOTED = re.compile(r'".*"', re.DOTALL)
RESUME = "Repeat the command: it resumes after what was committed."

MET = (
    "Another row has the same, perhaps one that somebody wrote meanwhile, and a repeated run would"
    " meet it again: remove what was seeded with --clear, then seed anew."
)


@contextmanager
def failures(connection: psycopg.Connection, doing: str) -> Iterator[None]:
    """Turn an error of the driver into a VolumeError; `doing` is "copying rows into person"."""
    try:
        yield
    except psycopg.Error as error:
        # Without its cause, whose DETAIL holds values.
        raise _failure(error, doing, lost=connection.closed) from None


def words(error: psycopg.Error) -> str:
    """The server's own words in one line, values left out."""
    said = error.diag.message_primary or next(iter(str(error).splitlines()), "")
    if isinstance(error, errors.DataError) and not isinstance(error, errors.BadCopyFileFormat):
        said = QUOTED.sub('"..."', said)
    return " ".join((said or type(error).__name__).split())


def _failure(error: psycopg.Error, doing: str, *, lost: bool) -> VolumeError:
    if lost:
        return VolumeError(f"The database server went away while {doing}.", RESUME)
    if isinstance(error, errors.DiskFull):
        advice = f"Free space. {RESUME}"
        return VolumeError(f"The server's disk is full while {doing}: {words(error)}", advice)
    if isinstance(error, errors.LockNotAvailable | errors.DeadlockDetected):
        advice = "Wait for it to end, or end it; pg_stat_activity shows it. Then repeat."
        return VolumeError(f"Another session stands in the way of {doing}: {words(error)}", advice)
    if isinstance(error, errors.UniqueViolation):
        problem = f"The server refuses {doing}: {words(error)}{_place(error)}"
        return VolumeError(problem, MET)
    advice = error.diag.message_hint or "Nothing of this step was kept."
    return VolumeError(f"The server refuses {doing}: {words(error)}{_place(error)}", advice)


def _place(error: psycopg.Error) -> str:
    """Constraint, column and line, as far as the words do not name them."""
    found = PLACE.search(error.diag.context or "")
    line, column = found.groups() if found else (None, None)
    named = {
        "constraint": error.diag.constraint_name,
        "column": error.diag.column_name or column,
        "line": line,
    }
    said = words(error)
    parts = [
        f"{kind} {name}"
        for kind, name in named.items()
        if name and (kind == "line" or f'"{name}"' not in said)
    ]
    return f" ({', '.join(parts)})" if parts else ""
