"""Interrupts tasks at the n-th line that the main thread runs in Python's own modules, for every n.

Run as a program, since it sends itself signals.  Prints how many lines there are; ends with the
first one after which a worker never ends.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from migration_safety.interruption.signals import unwinding
from migration_safety.interruption.tasks import Tasks, Threads

PATIENCE = 20.0
PYTHONS = ("/threading.py", "/concurrent/futures/")


class Interrupter:
    """Sends SIGINT at one line; `lines` are those that ran."""

    def __init__(self, line: int) -> None:
        self.lines = 0
        self._line = line

    def __call__(self, frame: FrameType, event: str, argument: Any) -> Callable[..., Any] | None:
        """Traces the lines of Python's modules, and runs all others undisturbed."""
        if not any(each in frame.f_code.co_filename for each in PYTHONS):
            return None
        if event != "call":
            self.lines += 1
            if self.lines == self._line:
                sys.settrace(None)
                signal.raise_signal(signal.SIGINT)
        return self


def work(number: int) -> int:
    """Ends in the middle of what the main thread does."""
    time.sleep(0.001 * (number % 2))
    return number


def run(pool: Threads) -> list[int]:
    """Four tasks, two of which are sent when others have ended."""
    tasks: Tasks[int] = Tasks(pool)
    for number in range(2):
        tasks.submit(work, number)
    told = []
    for number, result in enumerate(tasks.results()):
        told.append(result)
        if number < 2:
            tasks.submit(work, number + 2)
    return sorted(told)


def interrupted(line: int) -> bool:
    """Whether there was such a line.  Ends the program where a thread lives on."""
    pool, interrupter, was_interrupted = Threads(2), Interrupter(line), False
    with unwinding():
        try:
            sys.settrace(interrupter)
            assert run(pool) == [0, 1, 2, 3]
        except KeyboardInterrupt:
            was_interrupted = True
        finally:
            sys.settrace(None)
    pool.shutdown(wait=False, cancel_futures=True)
    for thread in threading.enumerate():
        if thread is not threading.main_thread():
            thread.join(PATIENCE)
            if thread.is_alive():
                print(f"interrupted at line {line}, a worker waits for ever", flush=True)
                os._exit(1)
    return was_interrupted


if __name__ == "__main__":
    count = 0
    while interrupted(count + 1):
        count += 1
    print(count)
