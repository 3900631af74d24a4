"""Generated rows: as many as asked for, whatever the columns, and past what guards a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from migration_safety.databases.postgresql.filling.fill import fill, with_parents
from tests.plugins.servers import Server

ROWS = 700
SCHEMA = """
    CREATE TYPE mood AS ENUM ('sad', 'happy');
    CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
    CREATE TABLE parent (id uuid PRIMARY KEY, code varchar(8) NOT NULL UNIQUE);
    CREATE TABLE child (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        parent_id uuid NOT NULL UNIQUE REFERENCES parent DEFERRABLE INITIALLY DEFERRED,
        self_id bigint REFERENCES child,
        number serial UNIQUE,
        small smallint NOT NULL, amount numeric(5, 2) NOT NULL, free numeric NOT NULL,
        ratio double precision NOT NULL, name varchar(40) NOT NULL, letter char(1) NOT NULL,
        state varchar(9) NOT NULL CHECK (state IN ('new', 'done')),
        mood mood NOT NULL, level positive NOT NULL, active boolean NOT NULL,
        day date NOT NULL, at timestamptz NOT NULL, hour time NOT NULL, long interval NOT NULL,
        data jsonb NOT NULL, old json NOT NULL, raw bytea NOT NULL, host inet NOT NULL,
        words tsvector NOT NULL, list text[] NOT NULL, span int4range NOT NULL,
        twice integer GENERATED ALWAYS AS (level * 2) STORED, note text, "odd ""name" text,
        EXCLUDE USING btree (name WITH =)
    );
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN RAISE EXCEPTION ''never''; END';
    CREATE TRIGGER refuse BEFORE INSERT ON child EXECUTE FUNCTION refuse();
    CREATE TABLE shape (id integer PRIMARY KEY, place point NOT NULL);
    CREATE TABLE flag (id integer PRIMARY KEY, one boolean UNIQUE NOT NULL);
    CREATE SCHEMA "else";
    CREATE TABLE "else".item (id integer);
"""


@pytest.fixture
def session(server: Server) -> Iterator[psycopg.Connection[Any]]:
    with server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SCHEMA.encode())
        yield connection


def test_every_common_type_is_filled(session: psycopg.Connection[Any]) -> None:
    for table in with_parents(session, ["child"]):
        filled = fill(session, table, ROWS, empty=["note"])
        assert (filled.reason, filled.width > 8) == ("", True)
    counts = session.execute(
        "SELECT count(*), count(note), count(child.self_id), count(DISTINCT child.name),"
        " max(number) FROM child JOIN parent ON parent.id = parent_id"
    ).fetchone()
    assert counts == (ROWS, 0, ROWS, ROWS, ROWS)


def test_rows_are_added_up_to_the_number(session: psycopg.Connection[Any]) -> None:
    assert fill(session, "parent", 20).reason == ""
    assert fill(session, "parent", ROWS).reason == ""
    assert session.execute("SELECT count(*) FROM parent").fetchone() == (ROWS,)


def test_parents_are_found_and_tables_of_other_schemas(session: psycopg.Connection[Any]) -> None:
    assert with_parents(session, ["child", "else.item", "nothing"]) == [
        "child",
        "else.item",
        "parent",
    ]


def test_a_sequence_goes_on_behind_the_rows(session: psycopg.Connection[Any]) -> None:
    fill(session, "child", ROWS)
    assert session.execute("SELECT nextval('child_number_seq')").fetchone() == (ROWS + 1,)


@pytest.mark.parametrize(
    ("table", "reason"),
    [("shape", "place is of the type point"), ("flag", "duplicate key value violates")],
)
def test_what_cannot_be_filled_says_why(
    session: psycopg.Connection[Any], table: str, reason: str
) -> None:
    assert reason in fill(session, table, ROWS).reason
    assert session.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() == (0,)
