"""Portraits that a role of few rights takes: it sees what it may, and says what it may not."""

from __future__ import annotations

import psycopg
from psycopg import sql

from migration_safety.databases.postgresql.portrait import portrait
from tests.plugins.servers import Server

MADE = """
    CREATE TABLE theirs (id serial PRIMARY KEY, name text DEFAULT 'x' CHECK (name <> ''));
    CREATE FOREIGN DATA WRAPPER wrapper;
    CREATE SERVER elsewhere FOREIGN DATA WRAPPER wrapper;
    CREATE USER MAPPING FOR PUBLIC SERVER elsewhere OPTIONS (password 'hidden');
    CREATE OPERATOR === (leftarg = integer, rightarg = integer, function = int4eq);
    SELECT lo_create(0);
"""
GRANTED = "CREATE ROLE modest LOGIN; GRANT CREATE ON SCHEMA public TO modest"


def test_a_role_of_few_rights_sees_what_it_may_and_says_what_not(own_server: Server) -> None:
    with own_server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute(MADE)
        connection.execute(GRANTED)
        name = connection.info.dbname
        with psycopg.connect(own_server.url(name, user="modest"), autocommit=True) as modest:
            modest.execute("CREATE TABLE own (id serial PRIMARY KEY)")
            seen, whole = portrait(modest), portrait(connection)
            modest.execute("DROP TABLE own")
        connection.execute(sql.SQL("REVOKE ALL ON SCHEMA public FROM modest; DROP ROLE modest"))

    assert {fact.key for fact in seen.facts} == {fact.key for fact in whole.facts}
    assert "hidden" not in repr(whole)
    assert seen.unmodelled == (
        "large objects: not compared",
        "operator public.===(integer,integer): only that it exists is compared",
        "sequence theirs_id_seq: how far it has come cannot be read; grant SELECT on it and on"
        " theirs",
    )
