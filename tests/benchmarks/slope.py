"""One growing table: whether seconds grow as rows do, and memory does not.

    python -m tests.benchmarks.slope [ROWS ...] [--workers 2] [--version 18]

The table is that of audit.Entry alone, in a fresh database each time.  The slope is that of
the straight line nearest to all points; a straight line is where each point's seconds per
million rows are alike.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from statistics import linear_regression

from tests.benchmarks.seeding import ways
from tests.benchmarks.seeding.place import place
from tests.benchmarks.seeding.usage import Usage

LABEL = "audit.Entry"
ROWS = (1_000_000, 3_000_000, 10_000_000)
MILLION = 1_000_000
HEAD = (
    f"{'rows':>12}{'wall s':>9}{'client s':>10}{'server s':>10}"
    f"{'s/million':>11}{'MB':>6}{'MB/worker':>11}"
)


def options() -> argparse.Namespace:
    """What the module's text says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", type=float, default=ROWS)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--version", type=int, default=18)
    return parser.parse_args()


def line(usage: Usage) -> str:
    """Its figures."""
    each = usage.wall / usage.rows * MILLION
    return (
        f"{usage.rows:>12,}{usage.wall:>9.1f}{usage.client:>10.1f}{usage.server:>10.1f}"
        f"{each:>11.2f}{usage.memory:>6.0f}{usage.worker:>11.0f}"
    )


def slope(usages: Sequence[Usage]) -> str:
    """Seconds per million rows, and those that are spent once."""
    rows, seconds = zip(*((usage.rows, usage.wall) for usage in usages), strict=True)
    fitted = linear_regression(rows, seconds)
    return f"{fitted.slope * MILLION:.2f} s a million rows, and {fitted.intercept:.1f} s"


def main(asked: argparse.Namespace) -> None:
    """Print a line for each number of rows as it is reached, and the slope."""
    print(HEAD)
    usages = []
    here = place(asked.version)
    for rows in map(int, asked.rows):
        usages.append(ways.ours(here, asked.workers, "--rows", f"{LABEL}={rows}"))
        print(line(usages[-1]), flush=True)
    if len(usages) > 1:
        print(slope(usages))


if __name__ == "__main__":
    main(options())
