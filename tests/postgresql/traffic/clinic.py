"""A small database with traffic: patients of clinics, and the release that runs on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from migration_safety.core.operations.model import Code, Model
from migration_safety.core.trial.leg import Direction
from migration_safety.core.trial.traffic.felt import Felt, Service
from migration_safety.databases.postgresql.traffic.felt import felt
from migration_safety.databases.postgresql.traffic.transaction import Workload
from migration_safety.databases.postgresql.traffic.workload import prepared
from tests.plugins.servers import Server

SCHEMA = """
    CREATE TABLE clinic (id bigint PRIMARY KEY, name text NOT NULL);
    CREATE TABLE patient (
        id bigserial PRIMARY KEY, name varchar(50), born date, notes jsonb,
        initial text GENERATED ALWAYS AS (left(name, 1)) STORED,
        clinic_id bigint NOT NULL REFERENCES clinic DEFERRABLE INITIALLY DEFERRED);
    INSERT INTO clinic SELECT i, 'clinic ' || i FROM generate_series(1, 5) AS i;
    INSERT INTO patient (name, born, notes, clinic_id)
        SELECT 'patient ' || i, 'infinity', '{"a": 1}', 1 + i % 5 FROM generate_series(1, 40) AS i;
"""
CLINIC = Model("clinic", "Clinic", {"id": "id", "name": "name"}, label="care.Clinic", key="id")
PATIENT = Model(
    "patient",
    "Patient",
    {each: each for each in ("id", "name", "born", "notes", "initial", "clinic_id")},
    defaulted=frozenset({"id"}),
    computed=frozenset({"initial"}),
    label="care.Patient",
    key="id",
    references={"clinic_id": "care.clinic"},
)
CODE = Code((CLINIC, PATIENT))


@dataclass(frozen=True, slots=True)
class Clinic:
    """The database, and a session that migrates it."""

    url: str
    session: psycopg.Connection[Any]

    @classmethod
    def made(cls, url: str, session: psycopg.Connection[Any]) -> Clinic:
        """With its tables, in an empty database."""
        session.execute(SCHEMA)
        return cls(url, session)

    def workload(self, *tables: str, code: Code = CODE, clients: int = 1) -> Workload:
        """What the release sends."""
        return prepared(self.url, code, tables, clients=clients)

    def migrate(self, *statements: str) -> str:
        """Run them in one transaction, a single one by itself; what the server says."""
        try:
            self.session.execute("; ".join(statements).encode())
        except psycopg.Error as error:
            return str(error.diag.message_primary)
        return ""

    def felt(self, *statements: str, clients: int = 1) -> Felt:
        """What readers and writers of patients, and of clinics, feel of them."""
        return felt(
            lambda: self.migrate(*statements),
            conninfo=self.url,
            workload=self.workload("patient", clients=clients),
            direction=Direction.FORWARD,
            before=0.1,
            after=0.3,
        )


@contextmanager
def serving(server: Server) -> Iterator[Clinic]:
    """On a server, as long as it lives."""
    with server.database() as url, psycopg.connect(url, autocommit=True) as session:
        yield Clinic.made(url, session)


def of(felt: Felt, table: str) -> tuple[Service, Service]:
    """The reads and the writes of a table."""
    reads, writes = (each for each in felt.services if each.table == table)
    return reads, writes
