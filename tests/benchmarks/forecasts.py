"""Forecasts against what came of them: the same migrations on few rows and on many.

    python -m tests.benchmarks.forecasts [FEW] [MANY]

For each statement the range that was foretold from the few rows, and what the many have taken.
"""

from __future__ import annotations

import sys

from migration_safety.core.price.size import Sizes
from migration_safety.core.trial.costs.cost import Cost
from migration_safety.core.trial.costs.forecast import forecast
from migration_safety.databases.postgresql.trace import Tracer
from tests.benchmarks.tracing import migrated, table

STATEMENTS = (
    "CREATE INDEX made ON item (note)",
    "ALTER TABLE item ALTER amount TYPE bigint",
    "UPDATE item SET note = 'y' WHERE id % 3 = 0",
    "ALTER TABLE item ADD CONSTRAINT positive CHECK (amount >= 0)",
)


def costs(rows: int) -> tuple[Cost, ...]:
    """Of each statement, a migration of its own."""
    with table(rows) as connection, Tracer(connection) as tracer:
        for statement in STATEMENTS:
            migrated(connection, statement, True, tracer)
    return tracer.costs


def main(few: int, many: int) -> None:
    """Print a line for each statement."""
    for statement, small, large in zip(STATEMENTS, costs(few), costs(many), strict=True):
        sizes = Sizes({each.table: each.size for each in large.extents}, "the larger table")
        found = forecast(small, sizes)
        if not (found.seconds and found.wal):
            raise SystemExit(f"{statement}: {found.unknown}")
        log = f"log {found.wal.words}: {large.wal_bytes / 1e6:.1f} MB"
        print(f"{statement:60} {found.seconds.words}: {large.seconds:.2f} s, {log}")


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(*(given + [60_000, 1_200_000][len(given) :]))
