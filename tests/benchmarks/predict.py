"""Predicting a whole history, against Django's own start plus one graph load.

    python -m tests.benchmarks.predict [RUNS]

The floor is a process that starts Django and loads the migration graph once.  Runs
alternate, so that both see the same machine; ratios are of medians.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.generated import write
from tests.benchmarks.measure import Cost, cost, typical

FLOOR = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django
django.setup()
from django.db.migrations.loader import MigrationLoader
MigrationLoader(None)
"""
CHECK = ("manage.py", "check_migration_safety", "--all", "--fail-on", "never", "--format", "json")
SIZES = (100, 200, 400, 800)


def main(runs: int) -> None:
    """Print a line for each size; the target at 400 migrations is 3.0 CPU and 1.5 memory."""
    print("migrations  floor CPU  check CPU  ratio  memory ratio")
    for size in SIZES:
        with TemporaryDirectory() as name:
            folder = Path(name)
            write(folder, size, {})
            floor, check = alternate(folder, runs)
        print(
            f"{size:>10} {floor.cpu:>9.2f}s {check.cpu:>9.2f}s {check.cpu / floor.cpu:>6.2f}"
            f" {check.memory / floor.memory:>6.2f} ({floor.memory:.0f} -> {check.memory:.0f} MB)"
        )


def alternate(folder: Path, runs: int) -> tuple[Cost, Cost]:
    """Floor and check in turn, after one of each to fill the caches."""
    pairs = [(cost(("-c", FLOOR), folder), cost(CHECK, folder)) for _ in range(runs + 1)][1:]
    floors, checks = zip(*pairs, strict=True)
    return typical(floors), typical(checks)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
