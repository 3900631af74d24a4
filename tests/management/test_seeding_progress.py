"""What seed_volume_data shows on a terminal of 80 columns while it works."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios

import pytest

from tests.plugins.civic import Civic
from tests.project import ROOT

ASKED = ("audit.Entry", "--rows", "audit.Entry=3e5", "--workers", "2")
CODES = re.compile(r"\x1b\[[?0-9;]*[A-Za-z]|\r")
ERASED = "\x1b[1A\x1b[2K"


def screen(civic: Civic) -> str:
    """All that is sent to the terminal until the command ends well."""
    here, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environ = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    with subprocess.Popen(
        [sys.executable, "manage.py", "seed_volume_data", *ASKED],
        cwd=ROOT,
        env={**environ, "DATABASE_URL": civic.url, "TERM": "xterm"},
        stdout=subprocess.DEVNULL,
        stderr=terminal,
    ) as process:
        os.close(terminal)
        shown = b"".join(iter(lambda: read(here), b""))
    os.close(here)
    assert process.returncode == 0
    return shown.decode()


def read(terminal: int) -> bytes:
    """Nothing once nobody writes to it any more."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


@pytest.mark.slow
def test_a_table_shows_its_speed_and_the_time_left_and_all_is_gone_in_the_end(
    civic: Civic,
) -> None:
    shown = screen(civic)
    lines = [line.rstrip() for line in CODES.sub("\n", shown).splitlines()]
    assert max(map(len, lines)) <= 80
    assert any(line.endswith("Filling audit.Entry") for line in lines)
    (*_, bar) = (line for line in lines if line.endswith("left"))
    label, percent, _, total, speed, unit, left, _ = re.sub("━|╸|╺", "", bar).split()
    assert (label, total, unit) == ("audit.Entry", "300,000", "rows/s")
    assert 0 < int(percent.rstrip("%")) < 100
    assert int(speed.replace(",", "")) > 1_000
    assert re.fullmatch(r"\d:\d\d:\d\d", left)
    assert shown.endswith(ERASED)
