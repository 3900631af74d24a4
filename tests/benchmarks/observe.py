"""Observing a whole history on a sandbox, against a plain `migrate` of the same migrations.

    python -m tests.benchmarks.observe [RUNS]

Both make a database of their own on the same server; the history is civicpulse's.  Runs
alternate; the ratio is of medians, and the target is 1.15.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicpulse.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connections

from migration_safety.databases.postgresql.embedded import embedded_server
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.flows.observed import observe
from migration_safety.reading.graph.select import Wanted, select
from migration_safety.reading.replay import confined


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


def main(runs: int) -> None:
    """Print both medians and their ratio."""
    embedded_server()
    pairs = [(seconds(plain), seconds(observed)) for _ in range(runs + 1)][1:]
    floor, watched = (median(times) for times in zip(*pairs, strict=True))
    print(f"migrate {floor:.2f} s, observe {watched:.2f} s, ratio {watched / floor:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
