"""The catalog is read whole on every version, within limits, and by roles with few rights."""

from __future__ import annotations

import pytest

from migration_safety.core.catalog.relation import Column
from migration_safety.databases.postgresql.catalog.bounded import Bounded
from migration_safety.databases.postgresql.catalog.read import read_catalog
from tests.checks.conftest import Database


def test_columns_say_what_the_server_says(each_version: Database) -> None:
    each_version.run(
        "ALTER TABLE item ADD COLUMN twice int GENERATED ALWAYS AS (length(name) * 2) STORED,"
        " ADD COLUMN word text COLLATE \"C\" DEFAULT 'none'"
    )

    columns = each_version.catalog().tables["item"].columns

    assert columns["id"] == Column("id", "bigint", not_null=True, identity="by default")
    assert columns["name"].type == "character varying(50)"
    assert columns["word"] == Column("word", "text", default="'none'::text", collation="C")
    assert "length" in columns["twice"].generated
    assert columns["twice"].default == ""


def test_indexes_are_told_with_all_that_makes_two_of_them_differ(each_version: Database) -> None:
    each_version.run(
        "CREATE UNIQUE INDEX odd ON item (lower(name), name varchar_pattern_ops DESC)"
        " INCLUDE (shelf_id) WHERE id > 5"
    )

    (odd,) = [each for each in each_version.catalog().indexes() if each.name == "odd"]

    assert odd.columns == ("", "name")
    assert odd.keys == ("lower((name)::text)", "name varchar_pattern_ops DESC")
    assert (odd.include, odd.condition, odd.unique) == (("shelf_id",), "(id > 5)", True)


def test_constraints_name_both_sides(each_version: Database) -> None:
    (key,) = each_version.catalog().constraints("FOREIGN KEY")
    (check,) = each_version.catalog().constraints("CHECK")

    assert (key.columns, key.references, key.referenced) == (("shelf_id",), "shelf", ("id",))
    assert (check.name, check.columns, check.validated) == ("named", ("name",), True)


def test_what_extensions_bring_and_other_schemas_hold_is_left_out(database: Database) -> None:
    database.run("CREATE SCHEMA other; CREATE TABLE other.thing (id int)")

    assert set(database.catalog().tables) == {"item", "shelf"}
    assert "other.thing" in read_catalog(database.bounded, ["other"]).tables


def test_a_question_that_takes_too_long_is_cut_off(database: Database) -> None:
    answer = database.bounded.ask("SELECT pg_sleep(60)", seconds=0.05)

    assert answer.unanswered == "not finished in 0.05 s"


def test_a_locked_table_is_not_waited_for(database: Database, database_url: str) -> None:
    other = Bounded(database.bounded.connection.copy("default"), 30)
    other.connection.set_autocommit(False)
    other.connection.cursor().execute("LOCK TABLE item")

    answer = database.bounded.ask("SELECT count(*) FROM item")
    other.connection.close()

    assert answer.unanswered.startswith("somebody held the table locked")


def test_nothing_can_be_written(database: Database) -> None:
    answer = database.bounded.ask("INSERT INTO shelf VALUES (1) RETURNING id")

    assert "read-only transaction" in answer.unanswered


@pytest.mark.parametrize("setting", ["statement_timeout", "lock_timeout", "row_security"])
def test_the_session_is_left_as_it_was(database: Database, setting: str) -> None:
    with database.bounded.connection.cursor() as cursor:
        cursor.execute(f"SHOW {setting}")
        before = cursor.fetchone()

        database.bounded.ask("SELECT 1")

        cursor.execute(f"SHOW {setting}")
        assert cursor.fetchone() == before
