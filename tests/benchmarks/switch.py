"""How long users wait for a switch and a rollback, in rehearsals of civicpulse one after the other.

    python -m tests.benchmarks.switch [RUNS [STRATEGY [RATE [LAG]]]]

Median and worst of the write pauses, failed requests, lost and duplicated writes, against what was
promised.  LAG: for so many seconds, as each turn begins, the side that is to serve applies nothing.
The database has to be at the release before: manage.py migrate_to_release 2026.05.  For hold it
has to lack what the old code does not notice alone: migrate, then migrate voters 0005.
"""

from __future__ import annotations

import os
import sys
from functools import partial
from statistics import median
from threading import Timer

import django

from migration_safety.core.deployment.rehearsal import Rehearsal
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.databases.postgresql.rehearsing.workload import WRITES
from migration_safety.flows.blue_green.planning.request import Request as Planned
from migration_safety.flows.blue_green.rehearsal.rehearse import rehearse
from migration_safety.flows.blue_green.rehearsal.request import Request
from migration_safety.flows.blue_green.running.run import Run

# Seconds: median and worst of ten.
PROMISED = {Strategy.HOLD: (0.2, 0.6), Strategy.GATE: (0.5, 1.5)}


def lagging(seconds: float, name: str, run: Run) -> None:
    """As each turn begins, somebody holds a table that the stream to the other side writes to."""
    if not seconds or not name.startswith("before "):
        return
    holder = (run.blue if name.endswith("rollback") else run.green).fresh()
    holder.autocommit = False
    holder.execute(f"LOCK TABLE {WRITES} IN SHARE MODE".encode())
    Timer(seconds, holder.close).start()


def one(strategy: Strategy, rate: float, lag: float) -> Rehearsal:
    """A rehearsal, told in a line."""
    planned, mutate = Planned(strategy=strategy), partial(lagging, lag)
    found = rehearse(Request(planned, rate=rate, scale=0.2, mutate=mutate)).rehearsal
    assert found is not None
    pauses = ", ".join(f"{each.name} {each.pause * 1000:.0f} ms" for each in found.turns)
    wrong = [each.name for each in found.witnesses if not each.held]
    outcome = "proven" if found.proven else f"NOT proven: {found.stopped or wrong}"
    print(f"  {pauses}; {found.failed} failed; {outcome}", flush=True)
    return found


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicpulse.settings")
    django.setup()
    usual = ("10", "gate", "200", "0")
    runs, name, rate, lag = (*sys.argv[1:], *usual[len(sys.argv) - 1 :])
    strategy = Strategy(name)
    print(
        f"{runs} rehearsals, strategy {name}, {rate} requests/s, {lag} s of lag,"
        f" {os.cpu_count()} cores"
    )
    found = [one(strategy, float(rate), float(lag)) for _ in range(int(runs))]
    for kind in ("switch", "rollback"):
        pauses = [t.pause * 1000 for each in found for t in each.turns if kind in t.name]
        if not pauses:
            continue
        middle, worst = (1000 * seconds for seconds in PROMISED[strategy])
        print(
            f"{kind:9} median {median(pauses):5.0f} ms (promised {middle:.0f}),"
            f" worst of {len(pauses)} {max(pauses):5.0f} ms (promised {worst:.0f})"
        )
    print(f"failed {sum(each.failed for each in found)}, proven {sum(e.proven for e in found)}")


if __name__ == "__main__":
    main()
