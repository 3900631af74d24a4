"""Does the proof of a rehearsal prove anything?  Each mutation has to turn it red.

    python -m tests.benchmarks.proof [NAME ...]

civicpulse is rehearsed once for each mutation, and once without: a role that nobody fences, a
table that is left out, sequences that fall behind, a trigger that rows of the stream do not fire.
The database of --database has to be at the release before: manage.py migrate_to_release.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from threading import Thread

import django
import psycopg

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.databases.postgresql.rehearsing.workload import COUNTERS, WRITES, write
from migration_safety.flows.blue_green.planning.request import Request as Planned
from migration_safety.flows.blue_green.rehearsal.rehearse import rehearse
from migration_safety.flows.blue_green.rehearsal.request import Request
from migration_safety.flows.blue_green.running.run import Run

ROGUE = 1_000_000_000
SILENT = """
    SELECT format('ALTER TABLE %s ENABLE TRIGGER %I', tgrelid::regclass, tgname)
    FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('A', 'R')
"""


def write_past_the_fence(name: str, run: Run) -> None:
    """A superuser's job that goes on writing on blue."""
    if name == "armed":
        Thread(target=_write, args=[run.blue.fresh(), time.monotonic() + 20], daemon=True).start()


def _write(connection: psycopg.Connection, end: float) -> None:
    number = ROGUE
    # The server of a rehearsal that has been refused may be gone before.
    with suppress(psycopg.Error), connection, connection.cursor() as cursor:
        while time.monotonic() < end:
            write(cursor, number := number + 1)
            time.sleep(0.005)


def forget_sequences(name: str, run: Run) -> None:
    """As if they had not been set ahead."""
    if name == "switch":
        run.green.connection.execute(f"SELECT setval('{WRITES}_id_seq', 1)".encode())


def fire_at_origin(name: str, run: Run) -> None:
    """As CREATE TRIGGER leaves it."""
    if name == "validated":
        for (command,) in run.green.connection.execute(SILENT).fetchall():
            run.green.connection.execute(command.encode())


def leave_out(deployment: Deployment) -> Deployment:
    """The table of the counters."""
    kept = tuple(each for each in deployment.published if each.name != COUNTERS)
    return replace(deployment, published=kept)


MUTATIONS: dict[str, dict[str, Callable[..., object]]] = {
    "none": {},
    "an unfenced role": {"mutate": write_past_the_fence},
    "a table left out": {"amend": leave_out},
    "sequences not synced": {"mutate": forget_sequences},
    "a trigger in the wrong firing mode": {"mutate": fire_at_origin},
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicpulse.settings")
    django.setup()
    for name in sys.argv[1:] or MUTATIONS:
        planned = Planned(strategy=Strategy.GATE)
        request = Request(planned, rate=50, scale=0.1, settle=2, **MUTATIONS[name])  # type: ignore[arg-type]
        found = rehearse(request).rehearsal
        assert found is not None
        told = [found.stopped, *(f"{w.name}: {w.said}" for w in found.witnesses if not w.held)]
        print(
            f"{name:36} {'green' if found.proven else 'red':6} {found.seconds:5.0f} s", flush=True
        )
        for line in filter(None, [*told, f"{found.failed} failed" if found.failed else ""]):
            print(f"    {line}", flush=True)


if __name__ == "__main__":
    main()
