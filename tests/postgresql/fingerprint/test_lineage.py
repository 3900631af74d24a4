"""Columns and tables are followed through renames and retypes, or paired by their names."""

from __future__ import annotations

from migration_safety.core.trial.data.alteration import Change, Matching, Verdict
from tests.postgresql.fingerprint.conftest import Data

THINGS = """
    CREATE TABLE things (
        id int PRIMARY KEY, small int, short varchar(5), at timestamp, digits text, odd text
    );;
    INSERT INTO things SELECT i, i, 'x' || i, '2020-01-01', i::text, 'odd' || i
    FROM generate_series(1, 9) AS i
"""
RETYPED = """
    ALTER TABLE things ALTER small TYPE bigint, ALTER short TYPE text,
        ALTER at TYPE timestamptz USING at AT TIME ZONE 'UTC',
        ALTER digits TYPE int USING digits::int, ALTER odd TYPE json USING to_json(odd)
"""
WEIRD = """
    CREATE SCHEMA "My Schema";;
    CREATE TABLE "My Schema"."Ta""ble %s {}" ("Id" int, "a b" text, "%(x)s {0}" text,
        PRIMARY KEY ("Id", "a b"));;
    INSERT INTO "My Schema"."Ta""ble %s {}" VALUES (1, 'a', 'x'), (1, 'b', 'y')
"""


def test_renamed_tables_and_columns_are_followed(new_data: Data) -> None:
    rename = "ALTER TABLE things RENAME TO items;; ALTER TABLE items RENAME odd TO even"
    found = new_data.after(rename, given=THINGS)
    assert found["things.odd"].verdict is Verdict.IDENTICAL


def test_values_that_a_new_type_keeps_are_identical(data: Data) -> None:
    found = data.after(RETYPED, given=THINGS)
    kept = ("small", "short", "at", "digits")
    assert {found[f"things.{name}"].verdict for name in kept} == {Verdict.IDENTICAL}
    assert found["things.odd"].change is Change.RETYPED


def test_values_that_a_new_type_cuts_are_not(new_data: Data) -> None:
    cut = "ALTER TABLE things ALTER odd TYPE varchar(2) USING odd::varchar(2)"
    found = new_data.after(cut, given=THINGS)
    assert found["things.odd"].verdict is Verdict.SILENT_MUTATION


def test_a_type_that_cannot_be_read_as_before_is_unproven(new_data: Data) -> None:
    retype = "ALTER TABLE things ALTER small TYPE point USING '(1,2)'"
    found = new_data.after(retype, given=THINGS)
    assert found["things.small"].reason.startswith("integer became point")


def test_values_that_a_cast_refuses_do_not_hide_the_others(new_data: Data) -> None:
    retype = "ALTER TABLE things ALTER small TYPE text USING 'no number'"
    found = new_data.after(retype, given=THINGS)
    assert found["things.small"].verdict is Verdict.UNPROVEN
    assert found["things.odd"].verdict is Verdict.IDENTICAL


def test_a_dropped_column_is_an_expected_loss(new_data: Data) -> None:
    found = new_data.after("ALTER TABLE things DROP odd", given=THINGS)
    assert found["things.odd"].change is Change.COLUMN_LOST


def test_a_column_that_came_back_empty_is_an_expected_loss(new_data: Data) -> None:
    there_and_back = "ALTER TABLE things DROP odd;; ALTER TABLE things ADD odd text"
    found = new_data.after(there_and_back, given=THINGS, by=Matching.NAME)
    assert found["things.odd"].change is Change.NULLED
    assert found["things.odd"].verdict is Verdict.EXPECTED_LOSS
    assert found["things.digits"].verdict is Verdict.IDENTICAL


def test_a_table_that_came_back_empty_is_an_expected_loss(new_data: Data) -> None:
    made_anew = "DROP TABLE things;; CREATE TABLE things (id int PRIMARY KEY, odd text)"
    found = new_data.after(made_anew, given=THINGS, by=Matching.NAME)
    assert found["things"].verdict is Verdict.EXPECTED_LOSS
    assert found["things"].count == 9


def test_rows_that_remain_are_leftovers(new_data: Data) -> None:
    left = "INSERT INTO things (id) VALUES (10);; CREATE TABLE new (id) AS SELECT 1"
    found = new_data.after(left, given=THINGS, by=Matching.NAME)
    assert found["things"].change is Change.ROWS_ADDED
    assert found["new"].change is Change.TABLE_ADDED


def test_a_key_may_be_widened_or_written_otherwise(data: Data) -> None:
    written = "ALTER TABLE things ALTER id TYPE text USING id::text"
    found = data.after(written, given=THINGS)
    assert {each.verdict for each in found.values()} == {Verdict.IDENTICAL}


def test_changed_keys_are_told_from_changed_values(new_data: Data) -> None:
    found = new_data.after("UPDATE things SET id = id + 100", given=THINGS)
    assert found["things.id"].verdict is Verdict.SILENT_MUTATION
    assert found["things.odd"].pairable


def test_composite_keys_and_any_names_are_read(data: Data) -> None:
    change = """UPDATE "My Schema"."Ta""ble %s {}" SET "%(x)s {0}" = 'z'"""
    found = data.after(change, given=WEIRD)
    table = 'My Schema.Ta"ble %s {}'
    assert found[f"{table}.%(x)s {{0}}"].verdict is Verdict.SILENT_MUTATION
    assert found[f"{table}.a b"].verdict is Verdict.IDENTICAL


def test_a_key_that_cannot_be_written_as_before_hides_nothing(new_data: Data) -> None:
    retype = "ALTER TABLE things ALTER id TYPE text USING 'secret' || id"
    found = new_data.after(retype, given=THINGS)
    assert found["things.odd"].reason.startswith("the key is another one")
    assert "secret" not in str(found)


def test_a_table_that_gets_a_key_is_compared_as_one_without(new_data: Data) -> None:
    given = "CREATE TABLE log (line text, at int);; INSERT INTO log VALUES ('a', 1), ('b', 2)"
    found = new_data.after("ALTER TABLE log ADD PRIMARY KEY (at)", given=given)
    assert {each.verdict for each in found.values()} == {Verdict.IDENTICAL}
