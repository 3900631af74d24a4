"""What clients of a release send, and what they leave out with a reason."""

from __future__ import annotations

from dataclasses import replace

from migration_safety.core.operations.model import Code
from migration_safety.core.trial.traffic.felt import Access
from migration_safety.databases.postgresql.traffic.attending import attended
from migration_safety.databases.postgresql.traffic.transaction import Unsent
from tests.postgresql.traffic.clinic import CLINIC, CODE, PATIENT, Clinic


def test_statements_are_those_of_the_release(clinic: Clinic) -> None:
    reads, writes, *neighbours = clinic.workload("patient").clients
    update, replacement = writes[:2]
    assert reads[0].statements == (
        (
            'SELECT "patient"."id", "patient"."name", "patient"."born", "patient"."notes",'
            ' "patient"."initial", "patient"."clinic_id" FROM "patient"'
            ' WHERE "patient"."id" = $1 LIMIT 21',
            ("1",),
        ),
    )
    assert update.statements == (
        (
            'UPDATE "patient" SET "name" = $1, "born" = $2, "notes" = $3, "clinic_id" = $4'
            ' WHERE "patient"."id" = $5',
            ("patient 1", "infinity", '{"a": 1}', "2", "1"),
        ),
    )
    assert [sql for sql, _ in replacement.statements] == [
        'DELETE FROM "patient" WHERE "patient"."id" IN ($1)',
        'INSERT INTO "patient" ("id", "name", "born", "notes", "clinic_id")'
        " VALUES ($1, $2, $3, $4, $5)",
    ]
    assert {each[0].table for each in neighbours} == {"clinic"}


def test_no_two_clients_write_the_same_row(clinic: Clinic) -> None:
    writers = [
        {values[-1] for each in client for sql, values in each.statements if "UPDATE" in sql}
        for client in clinic.workload("patient", clients=3).clients
        if client[0].access is Access.WRITES and client[0].table == "patient"
    ]
    assert [len(each) for each in writers] == [14, 13, 13]
    assert len(set().union(*writers)) == 40


def test_an_empty_table_is_read_all_the_same(clinic: Clinic) -> None:
    clinic.migrate("DELETE FROM patient")
    found = clinic.workload("patient")
    assert found.unsent == (Unsent("patient", Access.WRITES, "it holds no rows"),)
    assert found.clients[0][0].statements[0][0].endswith("LIMIT 1")


def test_a_row_whose_deletion_others_would_feel_is_only_updated(clinic: Clinic) -> None:
    clinic.migrate("CREATE TABLE visit (patient_id bigint REFERENCES patient ON DELETE CASCADE)")
    writes = clinic.workload("patient").clients[1]
    assert all(sql.startswith("UPDATE") for each in writes for sql, _ in each.statements)


def test_what_fails_before_any_migration_is_left_out_with_its_reason(clinic: Clinic) -> None:
    clinic.migrate("CREATE TABLE modelless ()")
    other = replace(PATIENT, columns={**PATIENT.columns, "nothing": "nothing"})
    found = clinic.workload("patient", "modelless", "absent", code=Code((CLINIC, other)))
    assert found.unsent == (
        Unsent(
            "patient",
            Access.READS,
            'reading it fails before the migration: column "nothing" does not exist',
        ),
        Unsent("modelless", Access.READS, "no model of the release is on it"),
    )


def test_touched_tables_come_before_their_neighbours_and_all_are_bounded() -> None:
    assert list(attended(CODE, ["clinic"], clients=3).items()) == [("clinic", 3), ("patient", 1)]
    assert attended(CODE, ["patient", "clinic"], clients=3) == {"clinic": 3, "patient": 3}
    assert attended(CODE, ["clinic"], clients=20) == {"clinic": 20}


def test_writes_that_fail_before_any_migration_are_left_out(clinic: Clinic) -> None:
    clinic.migrate("ALTER TABLE patient DISABLE TRIGGER ALL")
    clinic.migrate("ALTER TABLE patient ADD CONSTRAINT never CHECK (id < 0) NOT VALID")
    (unsent,) = clinic.workload("patient").unsent
    assert (unsent.table, unsent.access) == ("patient", Access.WRITES)
    assert 'violates check constraint "never"' in unsent.reason
