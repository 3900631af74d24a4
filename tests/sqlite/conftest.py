"""A database of SQLite in a file, connected as Django does it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.reading.replay import confined


@pytest.fixture
def connection(reachable: None, tmp_path: Path) -> Iterator[BaseDatabaseWrapper]:
    entry = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": tmp_path / "box.sqlite3",
        "OPTIONS": {},
    }
    with confined("default", entry) as connection:
        connection.ensure_connection()
        yield connection
