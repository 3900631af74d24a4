"""Waiting for what a server does by itself, never longer than allowed."""

from __future__ import annotations

import time
from collections.abc import Callable

# The driver's own part in a pause of some hundred milliseconds.
PAUSE = 0.002
LONGEST = 0.1


def wait_until(seen: Callable[[], bool], *, within: float) -> bool:
    """Whether it has come true within so many seconds; asked more rarely as time passes."""
    end = time.monotonic() + within
    pause = PAUSE
    while not seen():
        if time.monotonic() >= end:
            return False
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST)
    return True
