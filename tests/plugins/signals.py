"""Signals as a terminal would deliver them, whatever the suite was started by."""

from __future__ import annotations

import signal


def pytest_configure() -> None:
    """`nohup` and `&` let signals be ignored, which the programs under test would inherit."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
