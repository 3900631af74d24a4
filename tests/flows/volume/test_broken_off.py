"""A run that something ends in the middle: a clear line, a schema as before, and it goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import psutil
import pytest

from tests.plugins.civic import LONG, PATIENCE, Civic, kill

pytestmark = pytest.mark.slow

TABLE = "audit_entry"
CHUNKS = 6
JOURNAL = """
    SELECT array_agg(number || ':' || xmin::text ORDER BY number) FROM migration_safety.chunk
"""
# Transactions are numbered as they begin to write.
REBUILT_LAST = """
    SELECT (SELECT min(xmin::text::bigint) FROM migration_safety.object)
        > (SELECT max(xmin::text::bigint) FROM migration_safety.chunk)
"""
BUILDING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND query ~ '^CREATE (UNIQUE )?INDEX'
"""
TERMINATE = """
    SELECT count(pg_terminate_backend(pid)) FROM (
        SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'active'
          AND query LIKE 'COPY "audit_entry" %' LIMIT 1) AS one
"""


def ended(process: subprocess.Popen[str]) -> tuple[int, list[str]]:
    """Exit status and lines on standard error; nobody of its group is left."""
    out, error = process.communicate(timeout=PATIENCE)
    assert out == ""
    end = time.monotonic() + PATIENCE
    while is_alive(process.pid) and time.monotonic() < end:
        time.sleep(0.01)
    assert not is_alive(process.pid)
    return process.returncode, error.splitlines()


def is_alive(group: int) -> bool:
    """Whether a process of that group runs."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def until(civic: Civic, query: str) -> None:
    """Returns when the query's only column is no longer 0."""
    end = time.monotonic() + PATIENCE
    while not civic.one(query)[0]:
        assert time.monotonic() < end
        time.sleep(0.005)


def test_a_killed_run_leaves_no_worker_and_goes_on_where_it_stopped(
    civic: Civic, whole: list[tuple[int, str]]
) -> None:
    before = civic.schema()
    with civic.seeding(*LONG) as process:
        civic.await_chunks(TABLE, 1)
        process.kill()
        ended(process)
    assert 0 < civic.chunks(TABLE) < CHUNKS
    assert civic.schema() != before
    (written,) = civic.one(JOURNAL)
    civic.seeded(*LONG, "--workers", "1")
    assert civic.digest(TABLE) == whole
    assert civic.schema() == before
    assert set(written) < set(civic.one(JOURNAL)[0])
    assert civic.one(REBUILT_LAST) == (True,)


def test_repair_brings_back_what_a_killed_run_dropped_and_the_run_may_still_go_on(
    civic: Civic, whole: list[tuple[int, str]]
) -> None:
    before = civic.schema()
    with civic.seeding(*LONG) as process:
        civic.await_chunks(TABLE, 1)
        process.kill()
        ended(process)
    report = civic.seeded("--repair")
    assert civic.schema() == before
    assert "A run has not ended: repeat it as it was" in " ".join(report["notes"])
    assert 0 < civic.count(TABLE) < 300_000
    civic.seeded(*LONG)
    assert civic.digest(TABLE) == whole
    assert civic.schema() == before


@pytest.mark.parametrize("remedy", [("--repair",), LONG])
def test_a_run_killed_while_it_builds_indexes_is_repaired(
    civic: Civic, whole: list[tuple[int, str]], remedy: tuple[str, ...]
) -> None:
    before = civic.schema()
    with civic.seeding(*LONG) as process:
        # Indexes are made before as well, to see whether they can be made again.
        civic.await_chunks(TABLE, 6)
        until(civic, BUILDING)
        process.kill()
        ended(process)
    civic.seeded(*remedy)
    assert civic.schema() == before
    assert civic.digest(TABLE) == whole


def test_a_killed_worker_ends_the_run_with_a_line(
    civic: Civic, whole: list[tuple[int, str]]
) -> None:
    before = civic.schema()
    with civic.seeding(*LONG) as process:
        civic.await_chunks(TABLE, 1)
        children = psutil.Process(process.pid).children()
        workers = [each for each in children if "spawn_main" in " ".join(each.cmdline())]
        workers[0].kill()
        status, (line,) = ended(process)
    assert status == 2
    assert "A worker process was killed, perhaps for want of memory. Repeat the command" in line
    assert civic.schema() == before
    civic.seeded(*LONG)
    assert civic.digest(TABLE) == whole


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_with_its_status_and_restores_the_schema(
    civic: Civic, number: signal.Signals
) -> None:
    before = civic.schema()
    with civic.seeding(*LONG) as process:
        civic.await_chunks(TABLE, 1)
        kill(process, number)
        status, lines = ended(process)
    assert status == 128 + number
    assert lines == [
        "Interrupted: no report was written. "
        "Repeat the command: it resumes after what was committed."
    ]
    assert civic.schema() == before
    assert 0 < civic.chunks(TABLE) < CHUNKS
    # All of a chunk or nothing.
    assert civic.count(TABLE) == civic.chunks(TABLE) * 50_000


def test_a_run_goes_on_after_ctrl_c_with_its_indexes_in_place(
    civic: Civic, whole: list[tuple[int, str]]
) -> None:
    before = civic.schema()
    with civic.seeding(*LONG) as process:
        civic.await_chunks(TABLE, 1)
        kill(process, signal.SIGINT)
        ended(process)
    report = civic.seeded(*LONG)
    assert "went on: what it had committed was not written again" in " ".join(report["notes"])
    assert civic.digest(TABLE) == whole
    assert civic.schema() == before


def test_a_terminated_session_ends_the_run_with_a_line(
    civic: Civic, whole: list[tuple[int, str]]
) -> None:
    before = civic.schema()
    with civic.seeding(*LONG) as process:
        until(civic, TERMINATE)
        status, (line,) = ended(process)
    assert status == 2
    assert "went away while copying rows into" in line
    assert "Repeat the command" in line
    assert civic.schema() == before
    civic.seeded(*LONG)
    assert civic.digest(TABLE) == whole


def test_a_run_that_goes_on_must_be_asked_for_the_same_rows(civic: Civic) -> None:
    with civic.seeding(*LONG) as process:
        civic.await_chunks(TABLE, 1)
        process.kill()
        ended(process)
    line = civic.refused("audit.Entry", "--rows", "audit.Entry=4e5", "--seed", "2")
    assert "the seed was '0', now it is '2'" in line
    assert "audit.Entry was to get 300,000 rows, now 400,000" in line
    assert "Repeat it as it was, or remove all that was seeded with --clear." in line
    civic.seeded("--clear")
    assert civic.count(TABLE) == 0
    assert civic.one("SELECT count(*) FROM pg_namespace WHERE nspname = 'migration_safety'") == (0,)
