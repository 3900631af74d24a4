"""Making rows without writing them: what two workers gain where the server is not the limit.

    python -m tests.benchmarks.making [SCALE] [--runs 3]

The rows of the profile `report`; runs alternate, ratios are of medians.  The target is 1.6.
"""

from __future__ import annotations

import argparse
import json
from statistics import median

from tests.benchmarks.seeding.place import place
from tests.benchmarks.seeding.usage import django_program, measured

WORKERS = (1, 2)


def options() -> argparse.Namespace:
    """What the module's text says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scale", nargs="?", type=float, default=100.0)
    parser.add_argument("--runs", type=int, default=3)
    return parser.parse_args()


def main(asked: argparse.Namespace) -> None:
    """Print the seconds of one worker and of two, and their ratio."""
    seconds: dict[int, list[float]] = {workers: [] for workers in WORKERS}
    here = place(18)
    with here.database() as database:
        for _ in range(asked.runs):
            for workers in WORKERS:
                command = django_program("making", asked.scale, workers)
                made = json.loads(measured(command, here, database)[1].splitlines()[-1])
                seconds[workers].append(made["wall"])
    one, two = (median(seconds[workers]) for workers in WORKERS)
    rows = made["rows"]
    print(f"{rows:,} rows: {one:.2f} s with one worker ({rows / one:,.0f} rows/s),")
    print(f"{two:.2f} s with two, ratio {one / two:.2f}")


if __name__ == "__main__":
    main(options())
