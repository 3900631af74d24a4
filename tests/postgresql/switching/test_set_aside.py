"""A constraint that is set aside at the fence comes back as it was, or is not forgotten."""

from __future__ import annotations

import psycopg
import pytest

from migration_safety.databases.postgresql.replication.shims import set_aside
from tests.plugins.servers import Server

TABLE = """
    CREATE TABLE item (id int);
    ALTER TABLE item ADD CONSTRAINT "it's %% odd" CHECK (id > 0) NOT VALID
"""
DEFINED = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'item'::regclass"
REMEMBERED = "SELECT to_regclass('migration_safety_deploy.set_aside') IS NOT NULL"


def test_it_comes_back_as_it_was(server: Server) -> None:
    away, back = set_aside(("public", "item"), "it's %% odd")
    with server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLE)
        for each in (away, away):
            connection.execute(each.encode())
        assert connection.execute(DEFINED).fetchall() == []
        for each in (back, back):
            connection.execute(each.encode())
        assert connection.execute(DEFINED).fetchall() == [("CHECK ((id > 0)) NOT VALID",)]
        assert connection.execute(REMEMBERED).fetchone() == (False,)


def test_it_is_remembered_while_rows_break_it(server: Server) -> None:
    away, back = set_aside(("public", "item"), "positive")
    with server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE item (id int CONSTRAINT positive CHECK (id > 0))")
        connection.execute(away.encode())
        connection.execute("INSERT INTO item VALUES (-1)")
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute(back.encode())
        connection.execute("DELETE FROM item")
        connection.execute(back.encode())
        assert connection.execute(DEFINED).fetchall() == [("CHECK ((id > 0))",)]
