"""Which side takes users' writes now: the gates say, also after a watchdog has turned them."""

from __future__ import annotations

from migration_safety.databases.postgresql.deploying.side import LOST
from migration_safety.databases.postgresql.gate.row import Mode, installed, read
from migration_safety.errors import MigrationSafetyError
from migration_safety.flows.blue_green.order import ORDER, STEPS
from migration_safety.flows.blue_green.running.engine import committed
from migration_safety.flows.blue_green.running.run import Run


def serving(run: Run) -> str:
    """ "blue" or "green", or "" where neither does."""
    told = _told(run)
    try:
        if not all(installed(side.connection) for side in run.sides):
            return told
        modes = {side.name: read(side.connection).mode for side in run.sides}
    except (MigrationSafetyError, LOST):
        return told
    return next((name for name, mode in modes.items() if mode is Mode.OPEN), "")


def _told(run: Run) -> str:
    """By the journal, where there are no gates, or a side does not answer."""
    back = run.reversed()
    if committed(run, ORDER):
        way, here, there = back, "green", "blue"
    else:
        way, here, there = run, "blue", "green"
    if committed(way, ORDER):
        return there
    return "" if any(way.journal.touched(name) for name in STEPS["switch"]) else here
