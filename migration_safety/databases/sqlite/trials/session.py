"""A session that reads a file as it is: no converter of a column's type is in the way."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

Session = sqlite3.Connection


@contextmanager
def reading(path: str) -> Iterator[Session]:
    """Closed afterwards.  Text that is not valid UTF-8 is read as well."""
    address = f"{Path(path).resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as session:
        session.text_factory = _text
        yield session


def path_of(connection: BaseDatabaseWrapper) -> str:
    """The file that a connection of Django's leads to."""
    return str(connection.settings_dict["NAME"])


def quoted(name: str) -> str:
    """An identifier."""
    return '"' + name.replace('"', '""') + '"'


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
