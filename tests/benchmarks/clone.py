"""A clone against the server's own best method for its size: at most 1.1 times is the target.

Three connections and some questions make up a fixed part, which counts where a database is small.

    python -m tests.benchmarks.clone [MB ...]

On one server that is the quickest of the strategies of CREATE DATABASE that its version knows, by
hand; to another server it is `pg_dump --jobs` into a folder and `pg_restore --jobs` out of it, with
as many jobs as the machine has cores, and ANALYZE, which the clone has too.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import psycopg
from psycopg import sql

from migration_safety.databases.postgresql.cloning import clone
from migration_safety.databases.postgresql.cloning.dumping.programs import programs
from migration_safety.databases.postgresql.embedded import embedded_server

ROUNDS = 5
SIZES = (8, 150, 1000)
STRATEGIES = ("wal_log", "file_copy", "clone")
TABLES = """
    CREATE TABLE filled{0} (id bigserial PRIMARY KEY, word text, at timestamptz);
    INSERT INTO filled{0} (word, at)
    SELECT repeat(md5(i::text), 5), to_timestamp(i) FROM generate_series(1, {1}) AS i;
    CREATE INDEX ON filled{0} (word); CREATE INDEX ON filled{0} (at);
"""


def fill(address: str, megabytes: int) -> None:
    """Four tables with three indexes each; 8 MB is what an empty database has."""
    rows = max(megabytes - 8, 0) * 500
    with psycopg.connect(address, autocommit=True) as connection:
        for number in range(4):
            connection.execute(TABLES.format(number, rows).encode())
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def by_hand(connection: psycopg.Connection, strategy: str) -> float:
    """Seconds of one CREATE DATABASE."""
    connection.execute(
        "SET file_copy_method = {}".format("clone" if strategy == "clone" else "copy")
    )
    chosen = sql.Identifier("wal_log" if strategy == "wal_log" else "file_copy")
    start = perf_counter()
    connection.execute(sql.SQL("CREATE DATABASE copied TEMPLATE source STRATEGY {}").format(chosen))
    seconds = perf_counter() - start
    connection.execute("DROP DATABASE copied")
    return seconds


def dumped_by_hand(source: str, target: str) -> float:
    """Seconds of the two programs with jobs, by way of a folder."""
    tools, jobs = programs(18), f"--jobs={os.cpu_count()}"
    with psycopg.connect(target, autocommit=True) as connection:
        connection.execute("CREATE DATABASE copied")
    start = perf_counter()
    with TemporaryDirectory() as folder:
        dump = [tools.dump, "-Fd", "-Z0", jobs, "-f", f"{folder}/dump", "-d", source]
        subprocess.run(dump, check=True)
        copied = target.replace("dbname=postgres", "dbname=copied")
        subprocess.run([tools.restore, jobs, "-d", copied, f"{folder}/dump"], check=True)
    with psycopg.connect(copied, autocommit=True) as connection:
        connection.execute("ANALYZE")
    seconds = perf_counter() - start
    with psycopg.connect(target, autocommit=True) as connection:
        connection.execute("DROP DATABASE copied")
    return seconds


def ours(source: str, server: str) -> tuple[float, str]:
    """Seconds until the clone can be used, and how it was made."""
    start = perf_counter()
    with clone(source, server=server) as made:
        return perf_counter() - start, made.method


def compare(home: str, away: str, megabytes: int) -> None:
    """Print a line for each way."""
    source = home.replace("dbname=postgres", "dbname=source")
    with psycopg.connect(home, autocommit=True) as connection:
        connection.execute("CREATE DATABASE source")
        fill(source, megabytes)
        hands = {each: partial(by_hand, connection, each) for each in STRATEGIES}
        tell(megabytes, partial(ours, source, home), hands)
        hands = {"by folder": partial(dumped_by_hand, source, away)}
        tell(megabytes, partial(ours, source, away), hands)
        connection.execute("DROP DATABASE source")


def tell(
    megabytes: int, clone: Callable[[], tuple[float, str]], hands: dict[str, Callable[[], float]]
) -> None:
    """Turn by turn, as others are at work on the machine; each one's quickest counts."""
    turns = [(clone(), {name: hand() for name, hand in hands.items()}) for _ in range(ROUNDS)]
    (mine, method) = min(ours for ours, _ in turns)
    floor, name = min((seconds, name) for _, by in turns for name, seconds in by.items())
    line = f"{megabytes:5} MB  {method:16} {mine:7.3f} s, {name:9} {floor:7.3f} s"
    print(f"{line}, ratio {mine / floor:.2f}, {mine - floor:+.3f} s", flush=True)


def main() -> None:
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        home, away = (embedded_server(18, Path(folder) / name) for name in ("home", "away"))
        for megabytes in map(int, sys.argv[1:] or SIZES):
            compare(home, away, megabytes)


if __name__ == "__main__":
    main()
