"""Filling civicpulse's tables by seed_volume_data, against every other way to do it.

    python -m tests.benchmarks.seed [SCALE] [--workers 1 2] [--runs 1] [--sample 0.1]

The rows are those of the profile `report`; all ways fill copies of one migrated database on
one embedded server.  The factories write `--sample` of the rows of scale 1, from which their
seconds are extrapolated linearly; 0 leaves them out.  Targets at scale 10: create_batch 100,
bulk_create 20, COPY 3 (5 at scale 100), rebuilt 0.9, pg_restore 0.8; 300 MB, 150 a worker.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

from tests.benchmarks.seeding import ways
from tests.benchmarks.seeding.place import Place, place
from tests.benchmarks.seeding.ready import Ready, ready
from tests.benchmarks.seeding.table import Line, show, typical
from tests.benchmarks.seeding.usage import Usage

FLOORS: dict[str, Callable[[Place, Ready, int], Usage]] = {
    "COPY, indexes in place": ways.copied,
    "COPY, indexes rebuilt": ways.rebuilt,
    "pg_restore --jobs": ways.restored,
}
OURS = "seed_volume_data"
FACTORIES: dict[str, ways.How] = {
    "factory create_batch": "create",
    "factory + bulk_create": "bulk",
}


def options() -> argparse.Namespace:
    """What the module's text says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scale", nargs="?", type=float, default=1.0)
    parser.add_argument("--workers", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--sample", type=float, default=0.1)
    parser.add_argument("--version", type=int, default=18)
    return parser.parse_args()


def loaded(here: Place, rows: Ready, workers: int, *, runs: int, scale: float) -> Iterator[Line]:
    """Ours and the floors that load ready-made rows, in turn so that all see one machine."""
    found: dict[str, list[Usage]] = {way: [] for way in (OURS, *FLOORS)}
    for _ in range(runs):
        found[OURS].append(ways.ours(here, workers, *profile(scale)))
        for way, floor in FLOORS.items():
            found[way].append(floor(here, rows, workers))
    for way, usages in found.items():
        yield typical(way, workers, usages)


def built(here: Place, sample: float, rows: int) -> Iterator[Line]:
    """The factories, extrapolated to that many rows."""
    for way, how in FACTORIES.items():
        if sample:
            yield Line(way, 1, ways.factories(here, how, sample)).extrapolated(rows)


def profile(scale: float) -> tuple[str, ...]:
    """The options that ask for these rows."""
    return "--profile", "report", "--scale", f"{scale:g}"


def main(asked: argparse.Namespace) -> None:
    """Print a line for each way."""
    here = place(asked.version)
    with here.database() as database:
        rows = ways.seed(here, database, 1, *profile(asked.scale)).rows
        with ready(here, database) as made:
            lines = [
                line
                for workers in asked.workers
                for line in loaded(here, made, workers, runs=asked.runs, scale=asked.scale)
            ]
        lines += built(here, asked.sample, rows)
    show(lines, {line.workers: line.usage for line in lines if line.way == OURS})


if __name__ == "__main__":
    main(options())
