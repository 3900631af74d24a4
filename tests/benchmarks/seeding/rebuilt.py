"""Floor d: COPY of ready-made rows, indexes and foreign keys dropped before and rebuilt after.

    python -m tests.benchmarks.seeding.rebuilt FOLDER WORKERS

They are dropped and rebuilt by the code of seed_volume_data, so that the rows alone differ:
here they lie ready, there they are made.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from migration_safety.databases.postgresql.load.connection import loading_connection
from migration_safety.databases.postgresql.load.journal import Journal
from migration_safety.databases.postgresql.load.parts.dismantle import dismantle
from migration_safety.databases.postgresql.load.parts.rebuild import rebuild
from tests.benchmarks.seeding.copied import analyze, files_in, loader
from tests.benchmarks.seeding.files import File


def main(url: str, files: Sequence[File], workers: int) -> None:
    """In any order, as no key is in place."""
    tables = sorted({file.table for file in files})
    with loading_connection(url) as connection, Journal(connection).lock():
        run = Journal(connection).begin({})
        dismantle(connection, run=run, tables=tables)
        with loader(url, workers) as load_all:
            load_all(files)
        rebuild(url, run=run, workers=workers)
        analyze(connection, tables)
        Journal(connection).finish(run)


if __name__ == "__main__":
    main(os.environ["DATABASE_URL"], files_in(sys.argv[1]), int(sys.argv[2]))
