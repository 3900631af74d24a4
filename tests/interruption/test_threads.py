"""Threads that are waited for, while Ctrl-C is heard."""

from __future__ import annotations

import signal
from threading import Event, Thread, Timer

import pytest

from migration_safety.interruption.signals import unwinding
from migration_safety.interruption.threads import happened, join, start, tell


def test_a_thread_that_hangs_is_left_at_ctrl_c() -> None:
    never = Event()
    thread = Thread(target=never.wait, daemon=True)
    start(thread)
    with unwinding(), pytest.raises(KeyboardInterrupt):
        start(Timer(0.05, signal.raise_signal, [signal.SIGINT]))
        join(thread)
    assert thread.is_alive()
    tell(never)
    join(thread)
    assert not thread.is_alive()


def test_an_event_is_waited_for_and_no_longer() -> None:
    event = Event()
    assert not happened(event, 0.01)
    assert not happened(event, -1)
    start(Timer(0.2, event.set))
    assert happened(event, 60)
    assert happened(event, 0)


def test_a_thread_is_waited_for_no_longer_than_that() -> None:
    event = Event()
    thread = Thread(target=event.wait, daemon=True)
    start(thread)
    join(thread, 0.01)
    assert thread.is_alive()
    tell(event)
    join(thread, 60)
    assert not thread.is_alive()
