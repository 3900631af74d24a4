"""What the sides hold once nothing is on its way any more."""

from __future__ import annotations

import time
from collections.abc import Mapping

import psycopg

from migration_safety.databases.postgresql.rehearsing.workload import Tally, tally

PAUSE = 0.2


def rested(sides: Mapping[str, psycopg.Connection], *, within: float) -> dict[str, Tally]:
    """The tallies as soon as all sides hold the same, else those after so many seconds."""
    end = time.monotonic() + within
    while True:
        found = {name: tally(connection) for name, connection in sides.items()}
        first, *others = found.values()
        if all(each == first for each in others) or time.monotonic() > end:
            return found
        time.sleep(PAUSE)
