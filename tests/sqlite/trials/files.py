"""Files of SQLite's for tests: made by statements, and read as trials read them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from migration_safety.core.trial.data.fingerprint import Fingerprints
from migration_safety.core.trial.schema.comparing import differences
from migration_safety.core.trial.schema.difference import Difference
from migration_safety.core.trial.schema.portrait import Portrait
from migration_safety.databases.sqlite.trials.fingerprint.prints import fingerprints
from migration_safety.databases.sqlite.trials.portrait import portrait
from migration_safety.databases.sqlite.trials.session import reading


class File:
    """One of them."""

    def __init__(self, path: Path, statements: str) -> None:
        self.path = path
        self.run(statements)

    def run(self, statements: str) -> File:
        """Change it."""
        with closing(sqlite3.connect(self.path)) as session:
            session.executescript(statements)
        return self

    def portrait(self) -> Portrait:
        """Its schema now."""
        with reading(str(self.path)) as session:
            return portrait(session)

    def prints(self, recent: Fingerprints | None = None, *, exact: bool = False) -> Fingerprints:
        """Its data now."""
        with reading(str(self.path)) as session:
            return fingerprints(session, exact=exact, recent=recent)

    def changed(self, statements: str) -> list[Difference]:
        """What these make another of its schema, names and orders left out."""
        before = self.portrait()
        found = differences(before, self.run(statements).portrait())
        return [each for each in found if not each.drift]
