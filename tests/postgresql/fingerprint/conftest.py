"""A database whose data is changed between two fingerprints."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from migration_safety.core.trial.data.alteration import Alteration, Matching
from migration_safety.core.trial.data.fingerprint import Fingerprints
from migration_safety.core.trial.data.tables import alterations
from migration_safety.databases.postgresql.fingerprint.prints import fingerprints
from tests.plugins.servers import Server, start


@dataclass(frozen=True)
class Data:
    """A session that migrates, and one that reads."""

    url: str
    reader: psycopg.Connection[Any]

    def run(self, script: str) -> None:
        """Run statements in a session of their own, in one transaction each."""
        with closing(psycopg.connect(self.url, autocommit=True)) as session:
            for statement in script.split(";;"):
                session.execute(statement.encode())

    def prints(self, *, exact: bool = False, before: Fingerprints | None = None) -> Fingerprints:
        """What it holds now."""
        return fingerprints(self.reader, exact=exact, before=before)

    def after(
        self,
        script: str,
        *,
        given: str = "",
        exact: bool = False,
        by: Matching = Matching.LINEAGE,
    ) -> dict[str, Alteration]:
        """By "table" or "table.column", what a script makes of the rows given."""
        self.run(given)
        before = self.prints(exact=exact)
        self.run(script)
        after = self.prints(exact=exact, before=before)
        found = alterations(before, after, by=by)
        return {f"{each.table}.{each.column}".rstrip("."): each for each in found}


def reconnected(server: Server) -> psycopg.Connection[Any]:
    """A session on a server that is recovering from a crash."""
    end = time.monotonic() + 30
    while True:
        try:
            return server.connect()
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


@pytest.fixture
def data(server: Server) -> Iterator[Data]:
    """On every version."""
    with server.database() as url, psycopg.connect(url, autocommit=True) as reader:
        yield Data(url, reader)


@pytest.fixture
def new_data(newest: Server) -> Iterator[Data]:
    """On the newest version alone."""
    with newest.database() as url, psycopg.connect(url, autocommit=True) as reader:
        yield Data(url, reader)


@pytest.fixture
def data15() -> Iterator[Data]:
    """On version 15, which is the one at hand that has extensions."""
    with start(15).database() as url, psycopg.connect(url, autocommit=True) as reader:
        yield Data(url, reader)
