"""A schema that nobody may change while a deployment is under way."""

from __future__ import annotations

import psycopg
import pytest

from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.databases.postgresql.publishing.freeze import (
    allowed,
    freeze,
    frozen,
    schema_of,
    thaw,
)
from tests.postgresql.publishing.conftest import Sides, count

REFUSED = [
    "ALTER TABLE book ADD year int",
    "CREATE TABLE author (id int)",
    "CREATE INDEX ON book (title)",
    "DROP TABLE book",
    "ALTER TABLE book DROP CONSTRAINT book_pkey",
    "ALTER TABLE shelf RENAME TO rack",
    "CREATE PUBLICATION other FOR TABLE book",
    "SELECT * INTO copied FROM book",
]
FREE = [
    "CREATE TEMP TABLE scratch (x int); ALTER TABLE scratch ADD y int; DROP TABLE scratch",
    "CREATE TEMP TABLE scratch ON COMMIT DROP AS SELECT 1; CREATE INDEX ON scratch ((1))",
    "INSERT INTO shelf (name) VALUES ('one more')",
    "TRUNCATE book",
    "ANALYZE book",
]


@pytest.fixture
def frozen_sides(sides: Sides) -> Sides:
    freeze(sides.blue)
    return sides


def test_changes_are_refused_and_nothing_else(frozen_sides: Sides) -> None:
    with psycopg.connect(frozen_sides.pair.blue, autocommit=True) as application:
        for statement in REFUSED:
            with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="is frozen"):
                application.execute(statement.encode())
        for statement in FREE:
            application.execute(statement.encode())


def test_a_session_of_the_deployment_may_change_it(frozen_sides: Sides) -> None:
    with allowed(frozen_sides.blue):
        frozen_sides.blue.execute("ALTER TABLE book ADD year int")
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
        frozen_sides.blue.execute("ALTER TABLE book DROP year")


def test_the_driver_may_change_it(frozen_sides: Sides) -> None:
    side = Side("blue", frozen_sides.pair.blue)
    side.connection.execute("ALTER TABLE book ADD year int")
    side.forget()
    assert count(frozen_sides.blue, "pg_attribute WHERE attname = 'year'") == 1


def test_a_thawed_schema_is_as_before(sides: Sides) -> None:
    before = sides.blue.execute("SELECT oid FROM pg_proc WHERE oid >= 16384").fetchall()
    freeze(sides.blue)
    freeze(sides.blue)
    assert frozen(sides.blue)
    thaw(sides.blue)
    thaw(sides.blue)
    assert not frozen(sides.blue)
    assert sides.blue.execute("SELECT oid FROM pg_proc WHERE oid >= 16384").fetchall() == before
    assert count(sides.blue, "pg_namespace WHERE nspname LIKE 'migration_safety%'") == 0


def test_the_schema_is_the_same_to_people_whatever_a_deployment_makes(newest_sides: Sides) -> None:
    before = schema_of(newest_sides.blue).digest
    newest_sides.follow()
    freeze(newest_sides.blue)
    newest_sides.blue.execute("DELETE FROM book")
    assert schema_of(newest_sides.blue).digest == before
    thaw(newest_sides.blue)
    newest_sides.blue.execute("ALTER TABLE book ADD year int")
    assert schema_of(newest_sides.blue).digest != before
