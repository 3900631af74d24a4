"""What readers and writers feel while a migration runs."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import psycopg
import pytest

from migration_safety.core.trial.leg import Direction
from migration_safety.core.trial.traffic.felt import Access
from migration_safety.databases.postgresql.traffic.felt import felt
from migration_safety.databases.postgresql.traffic.script import script
from migration_safety.databases.postgresql.traffic.transaction import Workload
from migration_safety.errors import SandboxError
from tests.plugins.servers import Server
from tests.postgresql.traffic.clinic import Clinic, of

INDEX = "CREATE INDEX made ON patient (name)"
# What the migration holds until its transaction ends, it holds for so long; whoever comes late
# waits for less.
AND_WAIT = "SELECT pg_sleep(0.3)"
HELD = 150


def test_an_index_stalls_writers_and_no_reader(every_clinic: Clinic) -> None:
    reads, writes = of(every_clinic.felt(INDEX, AND_WAIT), "patient")
    assert writes.stalled > HELD
    assert reads.stall is None


def test_a_concurrent_index_stalls_nobody(every_clinic: Clinic) -> None:
    found = every_clinic.felt(INDEX.replace("INDEX", "INDEX CONCURRENTLY"))
    assert [each.stall for each in found.services] == [None] * 4
    assert found.error == ""


def test_a_new_column_stalls_readers_until_its_transaction_ends(every_clinic: Clinic) -> None:
    found = every_clinic.felt("ALTER TABLE patient ADD COLUMN age int", AND_WAIT)
    reads, writes = of(found, "patient")
    assert min(reads.stalled, writes.stalled) > HELD
    assert found.worst and found.worst.stalled > HELD


def test_a_neighbour_is_not_stalled(clinic: Clinic) -> None:
    reads, writes = of(clinic.felt("LOCK TABLE patient IN SHARE MODE", AND_WAIT), "clinic")
    assert (reads.stall, writes.stall) == (None, None)
    assert reads.during.count and writes.during.count


def test_old_statements_fail_once_their_column_is_gone(every_clinic: Clinic) -> None:
    reads, writes = of(every_clinic.felt("ALTER TABLE patient DROP COLUMN born"), "patient")
    (failure,) = reads.broken
    assert failure.sqlstate == "42703"
    assert failure.message == "column patient.born does not exist"
    assert failure.during > 1
    assert failure.first is not None and failure.first > 0
    assert {each.sqlstate for each in writes.broken} == {"42703"}


def test_an_old_insert_fails_on_a_new_required_column(clinic: Clinic) -> None:
    added = "ALTER TABLE patient ADD COLUMN age int NOT NULL DEFAULT 1"
    found = clinic.felt(added, "ALTER TABLE patient ALTER COLUMN age DROP DEFAULT")
    reads, writes = of(found, "patient")
    assert [each.sqlstate for each in writes.broken] == ["23502"]
    assert reads.failures == ()
    assert reads.during.count and writes.during.count


def test_no_message_holds_a_value(clinic: Clinic) -> None:
    clinic.migrate("UPDATE patient SET name = id::text || '-secret'")
    workload = clinic.workload("patient")
    retype = "ALTER TABLE patient DROP COLUMN initial, ALTER COLUMN name TYPE int USING 1"
    found = felt(
        lambda: clinic.migrate(retype),
        conninfo=clinic.url,
        workload=workload,
        direction=Direction.BACKWARD,
        before=0.1,
    )
    _, writes = of(found, "patient")
    assert [each.message for each in writes.broken] == [
        'invalid input syntax for type integer: "..."'
    ]


def test_values_that_a_migration_writes_are_not_told(clinic: Clinic) -> None:
    written = "WITH written AS (UPDATE patient SET name = 'secret' RETURNING 1)"
    then_waiting = f"{written} SELECT pg_sleep((SELECT count(*) FROM written) / 100.0)"
    _, writes = of(clinic.felt(then_waiting), "patient")
    assert writes.stall
    assert "secret" not in writes.stall.sql
    assert "UPDATE patient SET name = $" in writes.stall.sql


def test_looks_into_the_catalog_are_not_what_somebody_waits_for(clinic: Clinic) -> None:
    looking = "SELECT relname FROM pg_class, pg_sleep(0.3) LIMIT 1"
    found = felt(
        lambda: "".join(map(clinic.migrate, ("BEGIN", "LOCK TABLE patient", looking, "COMMIT"))),
        conninfo=clinic.url,
        workload=script("SELECT name FROM patient"),
        direction=Direction.FORWARD,
        before=0.0,
    )
    (reads,) = found.services
    assert reads.stalled > HELD
    assert reads.stall and "pg_class" not in reads.stall.sql


def test_the_rows_are_the_same_afterwards(clinic: Clinic) -> None:
    query = "SELECT array_agg(t::text ORDER BY id) FROM patient AS t"
    before = clinic.session.execute(query).fetchone()
    found = clinic.felt(clients=2)
    assert clinic.session.execute(query).fetchone() == before
    assert [each.failures for each in found.services] == [()] * 4
    assert found.clients == 6


def test_what_stops_the_migration_is_told(clinic: Clinic) -> None:
    found = clinic.felt("ALTER TABLE patient DROP COLUMN nothing")
    assert found.error == 'column "nothing" of relation "patient" does not exist'


def test_clients_that_wait_for_a_lock_that_nobody_gives_back_are_ended(clinic: Clinic) -> None:
    clinic.session.execute("BEGIN")
    before = threading.active_count()
    found = clinic.felt("LOCK TABLE patient IN ACCESS EXCLUSIVE MODE", "SELECT pg_sleep(0.1)")
    clinic.session.execute("ROLLBACK")
    assert threading.active_count() == before
    assert min(each.stalled for each in of(found, "patient")) > 0
    assert [each.failures for each in found.services] == [()] * 4


def test_nothing_goes_on_when_the_migration_raises(clinic: Clinic) -> None:
    before = threading.active_count()

    def interrupted() -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        felt(
            interrupted,
            conninfo=clinic.url,
            workload=clinic.workload("patient"),
            direction=Direction.FORWARD,
            before=0.0,
        )
    assert threading.active_count() == before


def test_a_client_whose_session_is_ended_counts_it_once(clinic: Clinic) -> None:
    end = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()"""
    reads, _ = of(clinic.felt(end), "patient")
    assert [(each.message, each.during) for each in reads.failures] == [
        ("the connection was lost", 1)
    ]


def test_a_server_without_room_for_the_clients_is_said(clinic: Clinic) -> None:
    with pytest.raises(SandboxError, match="No PostgreSQL answers"):
        felt(
            lambda: "",
            conninfo="postgresql://nobody@127.0.0.1:1/none",
            workload=Workload(clinic.workload("patient").clients),
            direction=Direction.FORWARD,
        )


def test_a_table_that_is_not_there_has_no_service(clinic: Clinic) -> None:
    assert clinic.felt().service("nothing", Access.READS) is None


def test_a_server_that_dies_ends_the_clients(mortal_server: Server) -> None:
    before = threading.active_count()
    with psycopg.connect(mortal_server.url(), autocommit=True) as session:
        clinic = Clinic.made(mortal_server.url(), session)
        (folder,) = clinic.session.execute("SHOW data_directory").fetchone() or ("",)
        postmaster = int((Path(folder) / "postmaster.pid").read_text().partition("\n")[0])

        def death() -> str:
            os.kill(postmaster, signal.SIGQUIT)
            return clinic.migrate("SELECT pg_sleep(5)")

        found = felt(
            death,
            conninfo=clinic.url,
            workload=clinic.workload("patient"),
            direction=Direction.FORWARD,
            before=0.0,
        )
    assert threading.active_count() == before
    assert {each.during for service in found.services for each in service.broken} == {1}


def test_bytes_of_no_known_encoding_are_written_back_as_they_are(newest: Server) -> None:
    with newest.connect() as maintenance:
        maintenance.execute("DROP DATABASE IF EXISTS test_bytes")
        maintenance.execute(
            "CREATE DATABASE test_bytes TEMPLATE template0 ENCODING SQL_ASCII"
            " LC_COLLATE 'C' LC_CTYPE 'C'"
        )
        with psycopg.connect(newest.url("test_bytes"), autocommit=True) as session:
            clinic = Clinic.made(newest.url("test_bytes"), session)
            session.execute(b"UPDATE patient SET name = E'M\\xfcller'")
            found = clinic.felt()
            same = "SELECT count(*) FROM patient WHERE name = E'M\\xfcller'"
            assert session.execute(same).fetchone() == (40,)
        maintenance.execute("DROP DATABASE test_bytes WITH (FORCE)")
    assert [each.failures for each in found.services] == [()] * 4
