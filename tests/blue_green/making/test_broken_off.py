"""The driver is killed in the middle of each state, and the next one finishes it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from migration_safety.databases.postgresql.portrait.portrait import portrait
from migration_safety.databases.postgresql.publishing.subscription import disable
from tests.blue_green.making import library
from tests.blue_green.making.conftest import Deployed
from tests.blue_green.making.library import STATES
from tests.postgresql.publishing.conftest import count, until

SLOTS = "pg_replication_slots WHERE database = current_database()"
WAITED_FOR = "pg_locks WHERE NOT granted AND relation = '{}'::regclass"
# What each state has to wait for while somebody holds it: it is killed there.
HELD = {
    "green_ready": ("blue", "library_tag"),
    "copying": ("blue", "library_book"),
    "frozen": ("blue", "pg_event_trigger"),
    "migrated": ("green", "library_shelf"),
    "streaming": ("green", "library_book"),
    "validated": ("green", "library_book"),
}


@pytest.mark.slow
def test_each_state_is_finished_after_a_kill(newest_deployed: Deployed) -> None:
    before = portrait(newest_deployed.blue), portrait(newest_deployed.green)
    for name in STATES:
        newest_deployed.run.journal.write(name, "begun")
        if name == "migrated":
            halted(newest_deployed)
        killed_in(newest_deployed, name)
        newest_deployed.run = newest_deployed.reopened()
        STATES[name].act(newest_deployed.run)
        assert STATES[name].done(newest_deployed.run), name
        newest_deployed.run.journal.write(name, "reached")
    newest_deployed.abort()
    after = portrait(newest_deployed.blue), portrait(newest_deployed.green)
    assert set(after[0].facts) ^ set(before[0].facts) == set()
    assert set(after[1].facts) ^ set(before[1].facts) == set()
    assert count(newest_deployed.blue, SLOTS) == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["green_ready", "copying", "migrated"])
def test_what_a_killed_driver_left_is_taken_back(newest_deployed: Deployed, name: str) -> None:
    before = portrait(newest_deployed.blue), portrait(newest_deployed.green)
    names = list(STATES)
    newest_deployed.reach(*names[: names.index(name)])
    newest_deployed.run.journal.write(name, "begun")
    killed_in(newest_deployed, name)
    newest_deployed.run = newest_deployed.reopened()
    newest_deployed.abort()
    after = portrait(newest_deployed.blue), portrait(newest_deployed.green)
    assert set(after[0].facts) ^ set(before[0].facts) == set()
    assert set(after[1].facts) ^ set(before[1].facts) == set()
    assert count(newest_deployed.blue, SLOTS) == 0


def halted(deployed: Deployed) -> None:
    """As a driver leaves it that is killed before it has told where it has halted the stream."""
    disable(deployed.green, f"{deployed.run.deployment.short}_forward")
    deployed.blue.execute("INSERT INTO library_tag (label) VALUES ('written meanwhile')")


def killed_in(deployed: Deployed, name: str) -> None:
    """Kill a driver in that state while it waits for somebody."""
    side, table = HELD[name]
    pair = deployed.pair
    url = pair.blue if side == "blue" else pair.green
    watcher = deployed.blue if side == "blue" else deployed.green
    with psycopg.connect(url) as holder:
        holder.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE".encode())
        driver = subprocess.Popen(
            [
                sys.executable,
                "-m",
                library.__name__,
                name,
                pair.blue,
                pair.green,
                deployed.run.deployment.digest,
                str(deployed.folder),
            ],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, [Path.cwd(), *sys.path]))},
            stderr=subprocess.DEVNULL,
        )
        until(lambda: count(watcher, WAITED_FOR.format(table)) > 0)
        driver.send_signal(signal.SIGKILL)
        driver.wait()
