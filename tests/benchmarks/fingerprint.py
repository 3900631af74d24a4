"""What fingerprints cost: CPU of the backend against `count(*)`, and memory of the process.

    python -m tests.benchmarks.fingerprint [ROWS [VERSION]]

On an embedded server (18): a table of nine columns as Django makes them, of ROWS rows (1,000,000)
and of a tenth of them, cached, without parallel workers; the best of three runs each.  Targets:
10 times the CPU of `count(*)` typed, 20 times exact; as much memory for all as for a tenth.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from migration_safety.core.trial.data.alteration import Matching
from migration_safety.core.trial.data.fingerprint import Fingerprints
from migration_safety.databases.postgresql.embedded import embedded_server
from migration_safety.databases.postgresql.fingerprint.differing import compared
from migration_safety.databases.postgresql.fingerprint.prints import fingerprints
from migration_safety.databases.postgresql.sandbox import Sandbox
from tests.benchmarks.measure import cost

ROOT = Path(__file__).resolve().parent.parent.parent
TABLE = """
    CREATE TABLE orders (
        id bigint PRIMARY KEY, token uuid NOT NULL, name varchar(100) NOT NULL,
        body text NOT NULL, amount numeric(12, 2) NOT NULL, created timestamptz NOT NULL,
        active boolean NOT NULL, attributes jsonb NOT NULL, parent_id bigint
    )
"""
ROWS = """
    INSERT INTO orders
    SELECT i, md5(i::text)::uuid, 'name ' || i, md5(i::text) || md5('a' || i) || md5('b' || i),
        (i %% 100000) / 100.0, timestamptz '2020-01-01' + i * interval '1 minute', i %% 3 = 0,
        jsonb_build_object('a', i, 'b', md5(i::text)), nullif(i %% 5, 0) * i
    FROM generate_series(1, %s) AS i
"""
READ = ("-m", "tests.benchmarks.fingerprint", "read")
ALONE = "SET max_parallel_workers_per_gather = 0"


def filled(box: Sandbox, rows: int) -> psycopg.Connection[Any]:
    """A session on a sandbox with so many rows."""
    session = psycopg.connect(box.conninfo, autocommit=True)
    session.execute(TABLE)
    session.execute(ROWS, [rows])
    session.execute("VACUUM ANALYZE orders")
    session.execute(ALONE)
    return session


def cpu(session: psycopg.Connection[Any], work: Callable[[], object]) -> float:
    """CPU seconds of the backend, the best of three runs."""
    return min(_cpu(session, work) for _ in range(3))


def _cpu(session: psycopg.Connection[Any], work: Callable[[], object]) -> float:
    before = _spent(session.info.backend_pid)
    work()
    return _spent(session.info.backend_pid) - before


def _spent(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ratios(session: psycopg.Connection[Any]) -> Fingerprints:
    """Print each way of reading against counting."""
    count = cpu(session, lambda: session.execute("SELECT count(*) FROM orders").fetchone())
    size = session.execute("SELECT pg_relation_size('orders') / 1e6").fetchone()
    megabytes = float(size[0]) if size else 0.0
    print(f"count(*): {count:.2f} s CPU, {megabytes:.0f} MB")
    for name, exact, target in (("typed", False, 10), ("exact", True, 20)):
        taken = cpu(session, lambda exact=exact: fingerprints(session, exact=exact))
        speed = megabytes / taken
        print(
            f"{name}: {taken:.2f} s CPU, {speed:.0f} MB/s, {taken / count:.1f} (at most {target})"
        )
    before = fingerprints(session)
    again = cpu(session, lambda: fingerprints(session, before=before))
    print(f"untouched: {again:.2f} s CPU, {again / count:.2f}")
    return before


def naming(box: Sandbox, session: psycopg.Connection[Any], before: Fingerprints) -> None:
    """Print what naming the rows costs of which one in a thousand differs, on both sides."""
    session.close()
    with (
        box.copy() as copied,
        psycopg.connect(copied.conninfo, autocommit=True) as there,
        psycopg.connect(box.conninfo, autocommit=True) as here,
    ):
        here.execute(ALONE)
        count = cpu(here, lambda: here.execute("SELECT count(*) FROM orders").fetchone())
        here.execute("UPDATE orders SET name = left(name, 5) WHERE id % 1000 = 0")
        after = fingerprints(here, before=before)
        spent = [_spent(each.info.backend_pid) for each in (here, there)]
        found = compared(here, there, before, after, by=Matching.NAME)
        taken = sum(_spent(each.info.backend_pid) for each in (here, there)) - sum(spent)
        rows = sum(each.count or 0 for each in found)
        print(f"naming {rows} rows: {taken:.2f} s CPU, {taken / count:.1f}")


def memory(rows: int) -> float:
    """Peak MB of a process that reads so many rows."""
    with Sandbox() as box:
        filled(box, rows).close()
        return cost((*READ, box.conninfo), ROOT).memory


def main(rows: int, version: int) -> None:
    """All of it."""
    with TemporaryDirectory() as folder:
        server = embedded_server(version, Path(folder) / "server")
        with Sandbox(server) as box:
            session = filled(box, rows)
            before = ratios(session)
            naming(box, session, before)
    small, large = memory(rows // 10), memory(rows)
    print(f"memory: {small:.0f} MB for {rows // 10} rows, {large:.0f} MB for {rows}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["read"]:
        fingerprints(psycopg.connect(sys.argv[2], autocommit=True), exact=True)
    else:
        arguments = dict(enumerate(map(int, sys.argv[1:])))
        main(arguments.get(0, 1_000_000), arguments.get(1, 18))
