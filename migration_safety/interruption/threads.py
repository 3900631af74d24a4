"""Threads and events that the main thread shares: Ctrl-C leaves no lock of theirs locked, and is
heard while it waits."""

from __future__ import annotations

from math import inf
from threading import Event, Thread
from time import monotonic

from migration_safety.interruption.signals import held

# Seconds after which a signal is heard at last.
MOMENT = 0.1


def start(thread: Thread) -> None:
    """Returns when it runs."""
    with held():
        thread.start()


def tell(event: Event) -> None:
    """Let it have happened."""
    with held():
        event.set()


def happened(event: Event, within: float) -> bool:
    """Whether it has after so many seconds, or before."""
    end = monotonic() + within
    while not event.is_set() and (left := end - monotonic()) > 0:
        with held():
            event.wait(min(left, MOMENT))
    return event.is_set()


def join(thread: Thread, within: float = inf) -> None:
    """Wait for its end, but so many seconds at most."""
    end = monotonic() + within
    while thread.is_alive() and (left := end - monotonic()) > 0:
        with held():
            thread.join(min(left, MOMENT))
