"""On a terminal: progress is shown and gone, Ctrl-C leaves nothing."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project import ROOT


def interrupted(folder: Path, number: signal.Signals) -> tuple[int, str]:
    """The exit status and the screen of a command that a signal stops in the middle."""
    screen, terminal = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.management.interrupted", "--output", folder / "out.json"],
        cwd=ROOT,
        env=os.environ | {"TERM": "xterm"},
        stdout=terminal,
        stderr=terminal,
    ) as process:
        shown = ""
        while "Waiting for Ctrl-C" not in shown:
            shown += os.read(screen, 1024).decode()
        process.send_signal(number)
        status = process.wait(timeout=30)
    shown += os.read(screen, 65536).decode()
    os.close(terminal)
    os.close(screen)
    return status, shown


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_with_its_status_and_leaves_nothing(
    tmp_path: Path, number: signal.Signals
) -> None:
    status, shown = interrupted(tmp_path, number)
    assert status == 128 + number
    assert shown.count("Interrupted: no report was written.") == 1
    assert "Traceback" not in shown
    assert list(tmp_path.iterdir()) == []
