"""The sandbox of SQLite: what is made is removed, and what is alive is left alone."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from migration_safety.databases.sqlite.trials.sandbox import Sandbox
from migration_safety.databases.sqlite.trials.scratch import PREFIX, Scratch

KILLED = """
import os, signal
from migration_safety.databases.sqlite.trials.scratch import Scratch
print(Scratch().__enter__(), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def test_a_copy_holds_what_the_original_held(temporary: Path) -> None:
    with Sandbox() as box:
        with sqlite3.connect(box.name) as connection:
            connection.execute("CREATE TABLE person (id integer)")
        connection.close()
        with box.copy() as copied:
            found = sqlite3.connect(copied.name)
            assert found.execute("SELECT count(*) FROM person").fetchone() == (0,)
            found.close()


def test_nothing_is_left_behind(temporary: Path) -> None:
    with Sandbox() as box, box.copy():
        assert list(temporary.iterdir())
    assert not list(temporary.iterdir())


def test_what_a_killed_run_left_goes_with_the_next(temporary: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED], check=False)
    (left,) = temporary.glob(f"{PREFIX}*")
    with Scratch() as folder:
        assert list(temporary.glob(f"{PREFIX}*")) == [folder]
    assert not left.exists()


def test_what_another_run_uses_is_left_alone(temporary: Path) -> None:
    with Scratch() as first, Scratch() as second:
        assert first.exists()
        assert second.exists()
