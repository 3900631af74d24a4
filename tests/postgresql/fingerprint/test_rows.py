"""Rows that differ from a copy of the database are counted and named by their keys."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from migration_safety.core.trial.data.alteration import Alteration, Change, Matching, Verdict
from migration_safety.databases.postgresql.fingerprint.differing import compared
from tests.plugins.servers import Server
from tests.postgresql.fingerprint.conftest import Data

SECRET = "Ada Lovelace"
PEOPLE = f"""
    CREATE TABLE people (id int PRIMARY KEY, email text NOT NULL UNIQUE, name text, city text);;
    INSERT INTO people SELECT i, i || '@example.org', '{SECRET}' || i, 'Bern'
    FROM generate_series(1, 99) AS i;;
    CREATE TABLE log (line text);;
    INSERT INTO log VALUES ('a'), ('a'), ('b');;
    CREATE TABLE parts (id int PRIMARY KEY, made date);;
    INSERT INTO parts SELECT i, '2020-01-01' FROM generate_series(1, 9999) AS i;;
    CREATE TABLE seats (hall int, label text, who text, PRIMARY KEY (hall, label));;
    INSERT INTO seats VALUES (1, 'A', 'x'), (1, 'B', 'y')
"""


class Copied:
    """A database, and a copy of how it was."""

    def __init__(self, data: Data, there: psycopg.Connection) -> None:
        self.data = data
        self.there = there
        self.before = data.prints()

    def after(self, script: str, *, by: Matching = Matching.NAME) -> dict[str, Alteration]:
        """What a script makes of it."""
        self.data.run(script)
        after = self.data.prints(before=self.before)
        found = compared(self.data.reader, self.there, self.before, after, by=by)
        return {f"{each.table}.{each.column}".rstrip("."): each for each in found}


@pytest.fixture
def people(newest: Server) -> Iterator[Copied]:
    """Rows of people, and their copy."""
    with newest.database() as url:
        source = url.partition("?")[0].rpartition("/")[2]
        copy = f"{source}_copy"
        Data.run(Data(url, None), PEOPLE)
        with newest.connect() as connection:
            connection.execute(f"CREATE DATABASE {copy} TEMPLATE {source}".encode())
            with (
                psycopg.connect(url, autocommit=True) as reader,
                newest.connect(copy) as there,
            ):
                yield Copied(Data(url, reader), there)
            connection.execute(f"DROP DATABASE {copy} WITH (FORCE)".encode())


def test_changed_rows_are_counted_and_named(people: Copied) -> None:
    found = people.after("UPDATE people SET name = left(name, 3) WHERE id IN (7, 12)")
    name = found["people.name"]
    assert (name.verdict, name.count, name.samples) == (Verdict.SILENT_MUTATION, 2, ("7", "12"))
    assert found["people.city"].verdict is Verdict.IDENTICAL


def test_columns_of_rows_that_stayed_are_proven_beside_lost_and_added_ones(people: Copied) -> None:
    found = people.after("""
        DELETE FROM people WHERE id = 5;;
        UPDATE people SET city = NULL WHERE id = 6;;
        INSERT INTO people VALUES (100, 'x', 'y', 'z'), (101, 'xx', 'y', 'z')
    """)
    assert found["people.name"].verdict is Verdict.IDENTICAL
    assert (found["people.city"].count, found["people.city"].samples) == (1, ("6",))


def test_rows_that_took_others_places_are_told(people: Copied) -> None:
    found = people.after("DELETE FROM people WHERE id = 5;; UPDATE seats SET who = who")
    assert (found["people"].change, found["people"].samples) == (Change.ROWS_LOST, ("5",))


def test_what_came_back_with_one_value_is_told_from_other_values(people: Copied) -> None:
    there_and_back = "ALTER TABLE people DROP {0};; ALTER TABLE people ADD {0} text {1}"
    name = there_and_back.format("name", "DEFAULT 'unknown'")
    city = there_and_back.format("city", "")
    found = people.after(f"{name};; {city}")
    assert (found["people.name"].change, found["people.name"].count) == (Change.DEFAULTED, 99)
    assert (found["people.city"].change, found["people.city"].count) == (Change.NULLED, 99)


def test_rewritten_keys_are_paired_by_another_unique_column(people: Copied) -> None:
    found = people.after("""
        UPDATE people SET name = 'x' WHERE id = 1;; UPDATE people SET id = id + 1000
    """)
    assert found["people.id"].count == 99
    assert found["people.name"].count == 1
    assert found["people.city"].verdict is Verdict.IDENTICAL


def test_texts_in_keys_are_never_shown(people: Copied) -> None:
    found = people.after("UPDATE seats SET who = 'z' WHERE label = 'B'")
    (sample,) = found["seats.who"].samples
    assert sample.startswith("(1, #")
    assert "B" not in sample.upper().partition("#")[0]


def test_rows_without_a_key_are_counted_as_a_whole(people: Copied) -> None:
    found = people.after("UPDATE log SET line = 'c' WHERE line = 'b'")
    assert (found["log"].change, found["log"].count) == (Change.ROWS_CHANGED, 1)


def test_a_retyped_column_is_compared_as_it_was(people: Copied) -> None:
    found = people.after(
        "UPDATE people SET city = '' WHERE id = 3;; ALTER TABLE people ALTER city TYPE varchar(9)",
        by=Matching.LINEAGE,
    )
    assert (found["people.city"].change, found["people.city"].samples) == (Change.RETYPED, ("3",))


def test_rows_whose_key_was_written_otherwise_are_paired_by_another(people: Copied) -> None:
    found = people.after("ALTER TABLE people ALTER id TYPE text USING 'secret' || id")
    assert found["people.city"].verdict is Verdict.IDENTICAL
    assert "secret" not in str(found)


def test_rows_that_no_key_pairs_stay_unproven(people: Copied) -> None:
    found = people.after("ALTER TABLE parts ALTER id TYPE text USING 'secret' || id")
    again = people.after("UPDATE people SET city = 'Rome' WHERE id = 1")
    assert found["parts.made"].verdict is Verdict.UNPROVEN
    assert again["people.city"].count == 1
