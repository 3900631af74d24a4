"""Rows of the new code are found again after the way back, whatever it renames."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.trial.bills.written import Sheet
from migration_safety.databases.sqlite.trials.sheets import Sheets

MADE = """
    CREATE TABLE item (id integer PRIMARY KEY, name text, price real);
    INSERT INTO item VALUES (1, 'one', 1.5), (2, 'two', NULL);
    CREATE TABLE other (id integer PRIMARY KEY);
"""
KEYS = (("1",), ("2",))


def followed(connection: BaseDatabaseWrapper, statements: str) -> Sheet:
    """The rows of item after these."""
    session = connection.connection
    session.executescript(MADE)
    sheets = Sheets(connection)
    (sheet,) = sheets.read({("item", ("id",)): KEYS})
    session.executescript(statements)
    return sheets.follow(sheet, KEYS)


def test_a_renamed_column_is_followed(connection: BaseDatabaseWrapper) -> None:
    sheet = followed(connection, "ALTER TABLE item RENAME name TO title")
    assert sheet.lost == frozenset()
    assert sheet.rows["1",] == {"id": "1", "name": "one", "price": "1.5"}


def test_a_renamed_table_is_followed(connection: BaseDatabaseWrapper) -> None:
    sheet = followed(connection, "ALTER TABLE item RENAME TO thing")
    assert (sheet.gone, sheet.rows["2",]["name"]) == (False, "two")


def test_a_lost_column_is_lost(connection: BaseDatabaseWrapper) -> None:
    sheet = followed(
        connection, "ALTER TABLE item DROP COLUMN name; ALTER TABLE item ADD note text"
    )
    assert sheet.lost == {"name"}


def test_a_dropped_table_is_gone(connection: BaseDatabaseWrapper) -> None:
    assert followed(connection, "DROP TABLE item").gone


def test_tables_are_told_that_statements_have_to_do_with(connection: BaseDatabaseWrapper) -> None:
    session = connection.connection
    session.executescript(MADE)
    sheets = Sheets(connection)
    session.execute("UPDATE item SET name = 'x' WHERE id = 1")
    session.commit()
    told = {name for name, count in sheets.accesses().values() if count}
    assert told == {"item"}
