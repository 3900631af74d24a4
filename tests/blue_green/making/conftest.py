"""Blue with the project's first release, and an empty green."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from migration_safety.flows.blue_green.running.engine import abort, reach
from migration_safety.flows.blue_green.running.run import Run
from tests.blue_green.making.library import BLUE, FORGET, STATES, open_run, write_project
from tests.plugins.pairs import Pair


@dataclass
class Deployed:
    """A run of the project's plan, and a session of the application's on each side."""

    run: Run
    pair: Pair
    folder: Path
    blue: psycopg.Connection[Any]
    green: psycopg.Connection[Any]

    def reopened(self) -> Run:
        """The run as the next process finds it."""
        self.run.close()
        return open_run(self.pair.blue, self.pair.green, self.run.deployment.digest, self.folder)

    def reach(self, *names: str) -> None:
        """Go into these states, each by itself."""
        for name in names:
            reach(self.run, list(STATES.values()), [name])

    def abort(self) -> None:
        """Take everything back."""
        abort(self.run, list(STATES.values()))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project's files, where processes that migrate find them."""
    write_project(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "library_settings")
    return tmp_path


@pytest.fixture
def deployed(pair: Pair, project: Path) -> Iterator[Deployed]:
    """On each version."""
    yield from _deployed(pair, project)


@pytest.fixture
def newest_deployed(newest_pair: Pair, project: Path) -> Iterator[Deployed]:
    """On the newest version alone."""
    yield from _deployed(newest_pair, project)


def _deployed(pair: Pair, folder: Path) -> Iterator[Deployed]:
    run = open_run(pair.blue, pair.green, secrets.token_hex(32), folder)
    with (
        closing(pair.connect(pair.blue)) as blue,
        closing(pair.connect(pair.green)) as green,
    ):
        blue.execute(BLUE.format(role=pair.role).encode())
        found = Deployed(run, pair, folder, blue, green)
        yield found
        found.run.close()
        for side in (blue, green):
            side.execute(FORGET.format(role=pair.role).encode())
