"""Rows are found again after the schema has changed under them, on every version."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.trial.bills.written import Sheet
from migration_safety.databases.postgresql.billing import Sheets
from migration_safety.databases.postgresql.sandbox import Sandbox
from tests.plugins.sandboxes import emptied
from tests.plugins.servers import Server

MADE = """
    CREATE TABLE item (id integer PRIMARY KEY, name text, price numeric(8, 4), at timestamptz);
    INSERT INTO item VALUES (1, 'a rather long name', 1.2345, '2026-01-02 13:45Z'),
                            (2, 'short', 2, '2026-01-02 00:00Z');
"""
ALL = {("item", ("id",)): [("1",), ("2",)]}


@pytest.fixture
def connection(
    reachable: None, server: Server, shared_sandboxes: Callable[[Server], Sandbox]
) -> Iterator[BaseDatabaseWrapper]:
    with emptied(shared_sandboxes(server)) as connection:
        connection.connection.execute(MADE)
        yield connection


def followed(connection: BaseDatabaseWrapper, *statements: str) -> tuple[Sheet, Sheet]:
    """The rows before these statements, and after them."""
    sheets = Sheets(connection)
    (before,) = sheets.read(ALL)
    with connection.cursor() as cursor:
        for each in statements:
            cursor.execute(each)
    return before, sheets.follow(before, ALL["item", ("id",)])


def test_values_of_a_shorter_type_are_read_as_what_they_were(
    connection: BaseDatabaseWrapper,
) -> None:
    before, after = followed(
        connection,
        "ALTER TABLE item ALTER name TYPE varchar(5) USING name::varchar(5)",
        "ALTER TABLE item ALTER price TYPE numeric(8, 2)",
        "ALTER TABLE item ALTER at TYPE date",
    )
    assert after.rows["1",]["name"] == "a rat"
    assert after.rows["1",]["price"] == "1.2300"
    assert after.rows["2",] == before.rows["2",]
    assert after.types == {"name": "character varying(5)", "price": "numeric(8,2)", "at": "date"}


def test_columns_and_tables_go_by_their_names_of_before(connection: BaseDatabaseWrapper) -> None:
    before, after = followed(
        connection,
        "ALTER TABLE item RENAME name TO label",
        "ALTER TABLE item RENAME id TO number",
        "ALTER TABLE item DROP price",
        "ALTER TABLE item RENAME TO thing",
    )
    assert after.lost == {"price"}
    assert after.rows["1",]["name"] == before.rows["1",]["name"]


def test_a_column_that_was_made_anew_is_found_by_its_name(connection: BaseDatabaseWrapper) -> None:
    _, after = followed(
        connection, "ALTER TABLE item DROP name", "ALTER TABLE item ADD name text DEFAULT 'new'"
    )
    assert after.lost == frozenset()
    assert after.rows["1",]["name"] == "new"


def test_keys_of_another_type_are_the_same_keys(connection: BaseDatabaseWrapper) -> None:
    before, after = followed(connection, "ALTER TABLE item ALTER id TYPE bigint")
    assert after.rows == before.rows


def test_rows_and_tables_that_are_gone_are_missed(connection: BaseDatabaseWrapper) -> None:
    _, fewer = followed(connection, "DELETE FROM item WHERE id = 1")
    _, none = followed(connection, "DROP TABLE item")
    assert fewer.rows.keys() == {("2",)}
    assert (none.gone, none.rows) == (True, {})


def test_rows_without_their_key_cannot_be_followed(connection: BaseDatabaseWrapper) -> None:
    _, after = followed(connection, "ALTER TABLE item DROP id")
    assert after.unfollowed


def test_values_that_cannot_be_what_they_were_are_read_as_they_are(
    connection: BaseDatabaseWrapper,
) -> None:
    _, after = followed(connection, "ALTER TABLE item ALTER price TYPE text USING 'none'")
    assert after.rows["1",]["price"] == "none"


def test_every_access_is_counted_committed_or_not(connection: BaseDatabaseWrapper) -> None:
    sheets = Sheets(connection)
    name, before = next(iter(sheets.accesses().values()))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE item SET price = 3")
    ((_, after),) = sheets.accesses().values()
    assert name == "item"
    assert after > before
