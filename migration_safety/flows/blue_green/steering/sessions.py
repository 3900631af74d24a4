"""What is opened before the pause, so that nothing is opened in it; and who watches."""

from __future__ import annotations

from migration_safety.databases.postgresql.publishing.progress import counters
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.steering.board import board
from migration_safety.flows.blue_green.steering.streams import carrying
from migration_safety.flows.blue_green.watching.watchdog import Watchdog, at_rest

WATCHDOG = "watchdog"


def prepare(run: Run) -> None:
    """The watchdog, sessions for the pinned moments, the poolers' consoles; once only."""
    if WATCHDOG in run.memory:
        return
    run.memory[WATCHDOG] = Watchdog.start(run)
    here = board(run)
    here.open_pins()
    here.conflicts = counters(run.destination.connection, carrying(run))
    if run.consoles:
        here.poolers.patience()


def dismiss(run: Run) -> None:
    """The switch is over, one way or the other."""
    if isinstance(found := run.memory.pop(WATCHDOG, None), Watchdog):
        found.dismiss()


def alone(run: Run) -> None:
    """Wait until the watchdog of a driver that has died has done what it does."""
    if WATCHDOG not in run.memory:
        at_rest(run)
