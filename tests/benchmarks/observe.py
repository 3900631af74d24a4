"""Observing a whole history against `migrate`, and a pull request's migration on a large project.

    python -m tests.benchmarks.observe [RUNS]

First, in one process: civicpulse's history, observed and plainly migrated, each in a database
of its own on the same server; runs alternate, the ratio is of medians, the target is 1.15.
Then, as processes: the last of 400 generated migrations.  The floor is `migrate` of that one,
on a running server that has all before it.  Observing comes after predicting, which a run
without --observe does as well: a second run may take 1 s more than that.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicpulse.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connections
from psycopg.conninfo import conninfo_to_dict

from migration_safety.databases.postgresql.embedded import embedded_server
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.flows.observed import observe
from migration_safety.reading.graph.select import Wanted, select
from migration_safety.reading.replay import confined
from tests.benchmarks.generated import APPS, write
from tests.benchmarks.measure import Cost, cost, typical

MIGRATIONS = 400
LAST = f"app{APPS - 1}"
CHECK = ("manage.py", "check_migration_safety", "--fail-on", "never", "--format", "json")


def plain() -> None:
    """`migrate`, as production runs it."""
    with Sandbox() as box, confined("default", box.settings(connections.settings["default"])):
        call_command("migrate", verbosity=0)


def observed() -> None:
    """The same, watched."""
    selection = select(Wanted(everything=True), "default")
    watched = observe(selection, alias="default", sandbox="embedded", version=18)
    if watched.outcome.unobserved:
        raise SystemExit(f"Not observed: {watched.outcome.unobserved[0]}")


def seconds(work: Callable[[], None]) -> float:
    """Wall time of one run: most of the work is the server's."""
    start = perf_counter()
    work()
    return perf_counter() - start


def pull_request(runs: int) -> None:
    """Print the first run, the second, and the floor."""
    with TemporaryDirectory() as name, Sandbox() as box:
        folder = Path(name)
        place = conninfo_to_dict(box.conninfo)
        keys = {"HOST": "host", "PORT": "port", "USER": "user", "NAME": "dbname"}
        write(folder, MIGRATIONS, {key: str(place[part]) for key, part in keys.items()})
        before, last = sorted(each.stem for each in folder.glob(f"{LAST}/migrations/0*.py"))[-2:]
        cost(("manage.py", "migrate", "--verbosity", "0"), folder)
        check = (*CHECK, LAST, last)
        first = cost((*check, "--observe", "--fresh-sandbox"), folder)
        cost((*check, "--observe"), folder)
        rounds = [one_round(folder, check, before, last) for _ in range(runs)]
    floor, predicted, second = (typical(costs) for costs in zip(*rounds, strict=True))
    print(f"one of {MIGRATIONS} migrations, wall seconds and CPU seconds of the process:")
    print(f"  first run     {first.wall:6.2f} {first.cpu:6.2f}")
    print(f"  second run    {second.wall:6.2f} {second.cpu:6.2f}")
    print(f"  predicted     {predicted.wall:6.2f} {predicted.cpu:6.2f}")
    print(f"  migrate alone {floor.wall:6.2f} {floor.cpu:6.2f}")
    print(f"  second - predicted     {second.wall - predicted.wall:6.2f} target 1.00")
    print(f"  second - migrate alone {second.wall - floor.wall:6.2f}")


def one_round(
    folder: Path, check: tuple[str, ...], before: str, last: str
) -> tuple[Cost, Cost, Cost]:
    """The cost of `migrate` for the last one, of predicting it and of observing it."""
    migrate = ("manage.py", "migrate", "--verbosity", "0", LAST)
    cost((*migrate, before), folder)
    floor = cost((*migrate, last), folder)
    return floor, cost(check, folder), cost((*check, "--observe"), folder)


def main(runs: int) -> None:
    """Print the medians of both."""
    embedded_server()
    pairs = [(seconds(plain), seconds(observed)) for _ in range(runs + 1)][1:]
    floor, watched = (median(times) for times in zip(*pairs, strict=True))
    print(f"migrate {floor:.2f} s, observe {watched:.2f} s, ratio {watched / floor:.2f}")
    pull_request(runs)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
