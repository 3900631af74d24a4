"""Tracing statements that take longer than a second, against running them plainly.

    python -m tests.benchmarks.tracing [RUNS] [ROWS]

Each statement is a migration of its own on one table; runs alternate, plain and traced, and what
one has done is undone before the next.  The ratio is of the fastest runs, as whatever else the
machine does can only make one slower; the target is 1.05.  On a busy machine that says little:
hence the CPU seconds beside it that tracing takes, in this process and in the session that polls,
for each second of the statement; with a core to spare they cost nobody any time.  Then a loop of
single-row updates, which has no target: what a statement of a moment pays.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from time import perf_counter, process_time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicpulse.settings")

import django
import psutil

django.setup()

from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.databases.postgresql.trace import Tracer
from migration_safety.reading.replay import confined
from migration_safety.reading.replay.watched import Witness

ROWS, LOOP = 2_000_000, 2000
TABLE = """
    CREATE TABLE item (id bigint PRIMARY KEY, amount integer, note text);
    INSERT INTO item SELECT n, n, md5(n::text) FROM generate_series(1, {rows}) AS n;
    VACUUM ANALYZE item;
    CHECKPOINT;
"""
OTHER = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_type = 'client backend'
"""
# What is measured, and what undoes it unmeasured; an autocommit statement has no transaction.
STATEMENTS = {
    "CREATE INDEX made ON item (note)": ("DROP INDEX made", True),
    "CREATE INDEX CONCURRENTLY made ON item (note)": ("DROP INDEX made", False),
    "ALTER TABLE item ALTER amount TYPE bigint": ("ALTER TABLE item ALTER amount TYPE int", True),
    "UPDATE item SET note = 'x' WHERE id % 2 = 0": ("VACUUM FULL item", True),
}


class Plain:
    """A witness that sees nothing."""

    operation: int | None = None
    deferred = False

    def begin(self, app: str, name: str) -> None:
        """A migration begins."""


@contextmanager
def table(rows: int) -> Iterator[BaseDatabaseWrapper]:
    """A sandbox that holds it."""
    with Sandbox() as box, confined("default", box.settings()) as connection:
        connection.ensure_connection()
        for statement in TABLE.format(rows=rows).split(";")[:-1]:
            connection.connection.execute(statement.encode())
        yield connection


def migrated(
    connection: BaseDatabaseWrapper, statement: str, atomic: bool, witness: Witness
) -> float:
    """Seconds of a migration with one RunSQL."""
    witness.begin("shop", "0001_initial")
    start = perf_counter()
    with connection.schema_editor(atomic=atomic) as editor:
        witness.operation = 0
        editor.execute(statement, params=None)
        witness.operation = None
    return perf_counter() - start


def looped(connection: BaseDatabaseWrapper, witness: Witness) -> float:
    """Seconds of a migration that updates rows one by one."""
    witness.begin("shop", "0001_initial")
    start = perf_counter()
    with connection.schema_editor() as editor, editor.connection.cursor() as cursor:
        witness.operation = 0
        for number in range(LOOP):
            cursor.execute("UPDATE item SET amount = %s WHERE id = %s", [number, number])
        witness.operation = None
    return perf_counter() - start


@dataclass(frozen=True)
class Times:
    """The fastest plain run and the fastest traced one, and CPU seconds that tracing takes."""

    plain: float
    traced: float
    added: float

    def line(self, what: str, target: str = "") -> str:
        """For people."""
        share = self.added / self.traced
        ratio = self.traced / self.plain
        times = f"{self.plain:7.2f} {self.traced:7.2f} ratio {ratio:.3f} {target}"
        return f"{what:46} {times}, CPU {share:.1%}"


def compared(
    connection: BaseDatabaseWrapper, runs: int, work: Callable[[Witness], float], undo: str
) -> Times:
    """Runs alternate."""
    plain, traced, added = [], [], []
    for _ in range(runs):
        before = process_time()
        plain.append(work(Plain()))
        floor = process_time() - before
        connection.connection.execute(undo.encode())
        with Tracer(connection) as tracer:
            before = process_time()
            traced.append(work(tracer))
            added.append(process_time() - before - floor + polling(connection))
        connection.connection.execute(undo.encode())
    return Times(min(plain), min(traced), min(added))


def polling(connection: BaseDatabaseWrapper) -> float:
    """CPU seconds of the other session on this database."""
    ((pid,),) = connection.connection.execute(OTHER).fetchall()
    used = psutil.Process(pid).cpu_times()
    return float(used.user + used.system)


def main(runs: int, rows: int) -> None:
    """Print a line for each statement."""
    with table(rows) as connection:
        for statement, (undo, atomic) in STATEMENTS.items():
            work = partial(migrated, connection, statement, atomic)
            print(compared(connection, runs, work, undo).line(statement, "target 1.05"))
        loop = compared(connection, runs, partial(looped, connection), "SELECT")
        print(loop.line(f"{LOOP:,} updates of one row"))


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(*(given + [5, ROWS][len(given) :]))
