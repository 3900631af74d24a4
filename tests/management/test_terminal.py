"""On a terminal: progress is shown and gone, Ctrl-C leaves nothing."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

from migration_safety.management import exit_status
from tests.project import ROOT


def interrupted(folder: Path) -> tuple[int, str]:
    """The exit status and the screen of a command that Ctrl-C stops in the middle."""
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
        process.send_signal(signal.SIGINT)
        status = process.wait(timeout=30)
    shown += os.read(screen, 65536).decode()
    os.close(terminal)
    os.close(screen)
    return status, shown


def test_ctrl_c_ends_with_130_and_leaves_nothing(tmp_path: Path) -> None:
    status, shown = interrupted(tmp_path)
    assert status == exit_status.INTERRUPTED
    assert shown.count("Interrupted: no report was written.") == 1
    assert "Traceback" not in shown
    assert list(tmp_path.iterdir()) == []
