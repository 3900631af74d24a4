"""The process that runs a migration to be interrupted: one child for each run of it.

Started as `python -m` by `process.py`, with the numbers of two open files; what it is to do, and
where, comes through the first of them.
"""

from __future__ import annotations

import os
import sys
from multiprocessing.connection import Connection
from threading import Thread
from typing import NoReturn

import django
from django.apps import apps
from django.db import connections

from migration_safety.databases.postgresql.observe.complaint import complaint
from migration_safety.databases.postgresql.sandboxes.entry import entry
from migration_safety.flows.rollback.faults.running.messages import (
    Ended,
    Gone,
    Order,
    Ready,
    Started,
    Stopped,
    Subject,
)
from migration_safety.flows.rollback.faults.running.statements import Statements
from migration_safety.reading.replay.confinement import confined
from migration_safety.reading.replay.loaded import Loaded, loaded


def serve(line: Connection, lifeline: int) -> None:
    """Load what is to be run, then run it as ordered, until nobody is left to order anything."""
    subject, found = None, None
    while True:
        try:
            message = line.recv()
        except EOFError:
            return
        # Go is for a run that was killed before it could be told.
        if isinstance(message, Subject):
            subject, found = message, _loaded(message, line)
        elif isinstance(message, Order) and subject and found:
            pid = os.fork()
            if not pid:
                _be_the_run(found, subject.alias, message, line, lifeline)
            line.send(Started(pid))
            os.waitpid(pid, 0)
            line.send(Gone())


def _loaded(subject: Subject, line: Connection) -> Loaded | None:
    try:
        if not apps.ready:
            django.setup()
        found = loaded(subject.key, subject.applied)
    except (Exception, SystemExit) as error:
        line.send(Ready(f"{type(error).__name__}: {error}".partition("\n")[0]))
        return None
    # The children are to share no session.
    connections.close_all()
    line.send(Ready())
    return found


def _be_the_run(
    found: Loaded, alias: str, order: Order, line: Connection, lifeline: int
) -> NoReturn:
    """In the child: nothing of the parent's is unwound."""
    try:
        Thread(target=_end_with, args=(lifeline,), daemon=True).start()
        line.send(_run(found, alias, order, line))
    finally:
        os._exit(0)


def _run(found: Loaded, alias: str, order: Order, line: Connection) -> Ended:
    def stop(backend: int) -> None:
        line.send(Stopped(backend))
        line.recv()

    settings = entry(connections.settings[alias], order.address)
    with confined(alias, settings) as connection:
        statements = Statements(connection, order.stop, stop)
        try:
            with statements.counted():
                found.take(order.direction, connection)
        except (Exception, SystemExit) as error:
            return Ended(complaint(error), tuple(statements.sent))
        return Ended("", tuple(statements.sent))


def _end_with(lifeline: int) -> None:
    """Nobody writes to it: it ends with the process that holds its other end."""
    os.read(lifeline, 1)
    os._exit(1)


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])), int(sys.argv[2]))
