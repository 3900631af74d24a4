"""Signals that ask a command to end: what it has made is unmade first, as after Ctrl-C."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# What a terminal sends, a CI system, a terminal that closes; and how each is handled otherwise.
USUAL = {
    signal.SIGINT: signal.default_int_handler,
    signal.SIGTERM: signal.SIG_DFL,
    signal.SIGHUP: signal.SIG_DFL,
}


class Terminated(KeyboardInterrupt):
    """Ends whatever runs in the way that every library knows."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class _Interruption:
    """How many blocks hold signals back at the moment, and those that came meanwhile."""

    def __init__(self) -> None:
        self.holders = 0
        self.heard: list[int] = []

    def arrive(self, number: int, frame: FrameType | None) -> None:
        """A handler, which runs between any two instructions of the main thread."""
        self.heard.append(number)
        if not self.holders:
            self.unwind()

    def unwind(self) -> None:
        """Raise the first of them."""
        number, *_ = self.heard
        self.heard.clear()
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        # The next one shall not disturb the clearing up that this one begins.
        signal.signal(number, signal.SIG_IGN)
        raise Terminated(number)


_interruption = _Interruption()


@contextmanager
def unwinding() -> Iterator[None]:
    """Let the signals unwind the stack; handlers of others and ignored signals stay."""
    ours = {each: usual for each, usual in USUAL.items() if signal.getsignal(each) == usual}
    if not _in_main_thread():
        ours = {}
    for each in ours:
        signal.signal(each, _interruption.arrive)
    try:
        yield
    finally:
        for each, usual in ours.items():
            signal.signal(each, usual)


@contextmanager
def held() -> Iterator[None]:
    """Signals that `unwinding` hears unwind when the block has ended, for what must not stop
    halfway.

    That is much of what is written in Python: a Condition that is interrupted as it is entered
    keeps its lock for good, and whoever notifies it later waits for ever.
    """
    if not _in_main_thread():
        yield
        return
    _interruption.holders += 1
    try:
        yield
    finally:
        _interruption.holders -= 1
        if _interruption.heard and not _interruption.holders:
            _interruption.unwind()


def status(interruption: KeyboardInterrupt) -> int:
    """As a shell counts a process that a signal ended."""
    number = interruption.number if isinstance(interruption, Terminated) else signal.SIGINT
    return 128 + number


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()
