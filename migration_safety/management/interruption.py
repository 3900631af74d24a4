"""Signals that ask a command to end: what it has made is unmade first, as after Ctrl-C."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# What a CI system or a closing terminal sends; SIGINT raises KeyboardInterrupt anyway.
SIGNALS = (signal.SIGTERM, signal.SIGHUP)


class Terminated(KeyboardInterrupt):
    """Ends whatever runs in the way that every library knows."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def unwinding() -> Iterator[None]:
    """Let the signals unwind the stack; handlers of others and ignored signals stay."""
    ours = {each for each in SIGNALS if signal.getsignal(each) is signal.SIG_DFL}
    if threading.current_thread() is not threading.main_thread():
        ours = set()
    for each in ours:
        signal.signal(each, _unwind)
    try:
        yield
    finally:
        for each in ours:
            signal.signal(each, signal.SIG_DFL)


def status(interruption: KeyboardInterrupt) -> int:
    """As a shell counts a process that a signal ended."""
    number = interruption.number if isinstance(interruption, Terminated) else signal.SIGINT
    return 128 + number


def _unwind(number: int, frame: FrameType | None) -> None:
    # The next one shall not disturb the clearing up that this one begins.
    signal.signal(number, signal.SIG_IGN)
    raise Terminated(number)
