"""The watchdog's process: it reads beats, and gives traffic back when they end before the end."""

from __future__ import annotations

import fcntl
import os
import pickle
import select
import sys
import time
import traceback
from contextlib import suppress
from datetime import UTC, datetime

from migration_safety.databases.postgresql.deploying.side import LOST
from migration_safety.errors import MigrationSafetyError
from migration_safety.flows.blue_green.running.journal import Event
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.steering.returning import COMMITTED, give_back
from migration_safety.flows.blue_green.steering.sessions import WATCHDOG
from migration_safety.flows.blue_green.steering.traffic import let_go
from migration_safety.flows.blue_green.watching.order import LOCK, LOG, Order
from migration_safety.flows.blue_green.watching.watchdog import END, READY

# A side that does not answer is asked again for so long: somebody waits for it to come back.
TRYING, BETWEEN = 600.0, 0.5
ENDED = "SELECT pg_terminate_backend(%s)"


def main() -> None:
    """Watch until the driver says that all is done, or says nothing any more."""
    order: Order = pickle.load(sys.stdin.buffer)
    with (order.folder / LOCK).open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n".encode())
        lock.flush()
        # Sessions are opened now: in a pause each costs milliseconds, or there is none to be had.
        run = order.run({WATCHDOG: order})
        for side in run.sides:
            _ = side.connection
        os.write(sys.stdout.fileno(), READY)
        if why := silence(sys.stdin.fileno(), order):
            _act(order, run, why)


def silence(pipe: int, order: Order) -> str:
    """Why the driver counts as gone, or "" when it has said that all is done."""
    end = time.monotonic() + order.deadline
    while (left := end - time.monotonic()) > 0:
        ready, _, _ = select.select([pipe], [], [], min(left, order.silence))
        if not ready:
            if time.monotonic() < end:
                return f"no beat for {order.silence:g} s"
            break
        if not (said := os.read(pipe, 4096)):
            return "it has died"
        if END in said:
            return ""
    return f"the switch took longer than {order.deadline:g} s"


def _act(order: Order, run: Run, why: str) -> None:
    _log(order, f"the driver is given up: {why}")
    end = time.monotonic() + TRYING
    while time.monotonic() < end:
        try:
            # One that wakes up again finds its sessions ended, and the gates' epochs moved.
            for side, backend in zip((run.source, run.destination), order.backends, strict=True):
                with suppress(MigrationSafetyError, LOST):
                    side.connection.execute(ENDED, [backend])
            _log(order, _settled(order.run(run.memory)))
            return
        except (MigrationSafetyError, LOST) as error:
            _log(order, f"tries again: {type(error).__name__}: {error}")
            time.sleep(BETWEEN)


def _settled(run: Run) -> str:
    """What was done."""
    try:
        if give_back(run):
            if run.journal.touched(COMMITTED):
                run.journal.write(COMMITTED, Event.UNDONE)
            return f"{run.source.name} serves again"
        let_go(run, run.destination)
        return f"{run.destination.name} serves: it was opened already"
    finally:
        run.close()


def _log(order: Order, line: str) -> None:
    with suppress(OSError), (order.folder / LOG).open("a", encoding="utf-8") as file:
        file.write(f"{datetime.now(UTC).isoformat()} {line}\n")


if __name__ == "__main__":
    try:
        main()
    except Exception:
        traceback.print_exc()
        sys.exit(1)
