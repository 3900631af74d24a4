"""Floor c: COPY of ready-made rows into the tables as they are, keys and indexes kept up.

    python -m tests.benchmarks.seeding.copied FOLDER WORKERS

Does no more than it must: psycopg and files, no Django.  Ends as a seeding does, with fresh
statistics.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import psycopg
from psycopg import sql

from tests.benchmarks.seeding.files import File, levels

BLOCK = 1 << 17

# Loads files, in any order.
Loader = Callable[[Iterable[File]], None]


@contextmanager
def loader(url: str, workers: int) -> Iterator[Loader]:
    """Loads in this process, or in that many others."""
    if workers == 1:
        yield partial(_load_all, map, url)
    else:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            yield partial(_load_all, pool.map, url)


def _load_all(apply: Callable[..., Iterator[None]], url: str, files: Iterable[File]) -> None:
    for _ in apply(partial(load, url), files):
        pass


def load(url: str, file: File) -> None:
    """Copy one file in a transaction."""
    command = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(file.table))
    with (
        psycopg.connect(url) as connection,
        connection.cursor() as cursor,
        cursor.copy(command) as copy,
        file.path.open("rb") as lines,
    ):
        while block := lines.read(BLOCK):
            copy.write(block)


def analyze(connection: psycopg.Connection, tables: Iterable[str]) -> None:
    """Statistics of the tables."""
    for table in tables:
        connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


def main(url: str, files: Sequence[File], workers: int) -> None:
    """Parents before children, as the foreign keys are in place."""
    tables = sorted({file.table for file in files})
    with psycopg.connect(url, autocommit=True) as connection, loader(url, workers) as load_all:
        for level in levels(connection, tables):
            load_all(file for file in files if file.table in level)
        analyze(connection, tables)


def files_in(folder: str) -> list[File]:
    """What was written there."""
    return [File(path) for path in sorted(Path(folder).iterdir())]


if __name__ == "__main__":
    main(os.environ["DATABASE_URL"], files_in(sys.argv[1]), int(sys.argv[2]))
