"""Work that no request brings: of workers, of cron jobs, of management commands."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from migration_safety.conf import configuration
from migration_safety.errors import DeadlineError, GateError
from migration_safety.gate.visit import Admission, Visit

PAUSE = 0.05


@contextmanager
def gated(database: str = "", *, wait: float | None = None) -> Iterator[None]:
    """Be inside the gate while the block runs; as a decorator, while the function does.

    Put it around one piece of work, whole transactions and short: a switch waits for its end.
    `database` is an alias, `wait` in seconds; the settings GATE_DATABASE and GATE_WAIT if they are
    left out.  Raises DeadlineError where it is held for longer, GateError where this side refuses
    (the work belongs on the other one) or cannot be asked.  Nothing was done then.
    """
    settings = configuration()
    alias = database or settings.gate_database
    if not alias:
        yield
        return
    visit = Visit(alias, settings.gate_look)
    try:
        _enter(visit, alias, settings.gate_wait if wait is None else wait)
        yield
    finally:
        visit.leave()


def _enter(visit: Visit, alias: str, wait: float) -> None:
    end = time.monotonic() + wait
    while (admission := visit.enter()) is Admission.HELD and time.monotonic() < end:
        time.sleep(PAUSE)
    match admission:
        case Admission.HELD:
            raise DeadlineError(f"The gate of {alias!r} was held for {wait:g} s.", "Try again.")
        case Admission.REFUSED:
            raise GateError(f"The gate of {alias!r} refuses.", "Do this work on the other side.")
        case Admission.UNREACHABLE:
            raise GateError(f"The gate of {alias!r} cannot be asked.", "Is its database up?")
        case Admission.ENTERED if connections[alias].in_atomic_block:
            raise GateError(
                f"gated() was called inside a transaction of {alias!r}.",
                "Put it around atomic(): the gate must not be left before the commit.",
            )
