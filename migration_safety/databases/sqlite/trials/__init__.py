"""Trials on SQLite: a database is a file, and a copy of it the copy of a file."""

from __future__ import annotations

import sqlite3
from contextlib import nullcontext
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.trial.data.alteration import Alteration
from migration_safety.core.trial.data.fingerprint import Fingerprints
from migration_safety.core.trial.schema.portrait import Portrait
from migration_safety.databases.sqlite.trials.fingerprint.prints import fingerprints
from migration_safety.databases.sqlite.trials.fingerprint.rows import compared
from migration_safety.databases.sqlite.trials.portrait import portrait
from migration_safety.databases.sqlite.trials.sandbox import Sandbox
from migration_safety.databases.sqlite.trials.sequences import positions, put_back
from migration_safety.databases.sqlite.trials.session import path_of, reading
from migration_safety.databases.sqlite.trials.sheets import Sheets

__all__ = [
    "IN_ONE_TRANSACTION",
    "Sandbox",
    "Sheets",
    "looked",
    "positions",
    "put_back",
    "reduced",
    "said",
    "settled",
    "tracer",
    "undisturbed",
    "version",
]

# Django's schema editor begins no transaction within another one there.
IN_ONE_TRANSACTION = False


def looked(
    connection: BaseDatabaseWrapper,
    *,
    exact: bool,
    before: Fingerprints | None,
    recent: Fingerprints | None,
) -> tuple[Portrait, Fingerprints]:
    """The schema and the data, of which all is read each time."""
    with reading(path_of(connection)) as session:
        return portrait(session), fingerprints(session, exact=exact, recent=recent or before)


def settled(
    connection: BaseDatabaseWrapper, copy: Sandbox, before: Fingerprints, after: Fingerprints
) -> tuple[Alteration, ...]:
    """Every verdict on the data; the copy is as the database was before."""
    with reading(path_of(connection)) as here, reading(copy.name) as there:
        return compared(here, there, before, after)


def tracer(connection: BaseDatabaseWrapper, direction: Any) -> nullcontext[None]:
    """Nobody: SQLite shows neither locks nor what it writes."""
    return nullcontext()


def said(error: BaseException) -> str:
    """What SQLite said of a statement; it quotes no values."""
    return str(error).partition("\n")[0] or type(error).__name__


def undisturbed(connection: BaseDatabaseWrapper) -> nullcontext[None]:
    """Nothing outlives a rollback here: AUTOINCREMENT counts in a table."""
    return nullcontext()


def reduced(connection: BaseDatabaseWrapper) -> bool:
    """No table: one of a file is rewritten about as quickly as the file is copied."""
    return False


def version() -> str:
    """Of the library that this Python has."""
    return sqlite3.sqlite_version
