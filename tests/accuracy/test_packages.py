"""The histories of two packages that other people wrote: every statement as predicted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.plugins.servers import Server

ROOT = Path(__file__).resolve().parents[2]
APPS = ("axes", "waffle")


def test_other_peoples_histories_are_predicted_to_the_letter(newest: Server) -> None:
    command = [sys.executable, "-m", "tests.accuracy.packages", *APPS, "--sandbox", newest.url()]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout

    apps = [row.strip("| ").split(" | ") for row in printed.splitlines()[2:]]
    assert {app for app, *_ in apps} >= {"auth", *APPS}
    assert sum(int(statements) for *_, statements, _ in apps) > 90
    assert {differences for *_, differences in apps} == {"0"}
