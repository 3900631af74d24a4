"""A pre-flight on real servers: what is wrong there is found, and nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from psycopg.conninfo import make_conninfo

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.deployment.published import Published
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.core.report import Check, Status
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.databases.postgresql.preflight.inventory import inventory
from migration_safety.errors import ReachError
from migration_safety.flows.blue_green.preflight import preflight
from tests.plugins.pairs import Pair
from tests.plugins.servers import Server

SOUND = "CREATE TABLE person (id integer PRIMARY KEY, name text)"
HARMFUL = """
    CREATE TABLE person (id bigint GENERATED ALWAYS AS IDENTITY, name text, upper text
        GENERATED ALWAYS AS (upper(name)) STORED);
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
    CREATE TRIGGER touch BEFORE INSERT ON person FOR EACH ROW EXECUTE FUNCTION touch();
    ALTER TABLE person ENABLE ALWAYS TRIGGER touch;
    CREATE UNLOGGED TABLE scratch (id integer PRIMARY KEY);
    CREATE MATERIALIZED VIEW names AS SELECT name FROM person;
    CREATE TABLE event (id integer) PARTITION BY RANGE (id);
    CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM (1) TO (9);
    CREATE SEQUENCE tickets AS smallint;
    SELECT setval('tickets', 32000);
    SELECT lo_create(0);
    CREATE PUBLICATION feed FOR TABLE person WITH (publish = 'insert');
"""
SET = """
    DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = {}',
        current_database()); END $$
"""
PLAN = Deployment(
    Strategy.GATE,
    published=(Published("public", "person", ("id", "name"), ("id", "name")),),
    digest="0123456789",
)


def asked(pair: Pair, plan: Deployment = PLAN) -> Mapping[str, Check]:
    sides = Side("blue", pair.blue), Side("green", pair.green)
    try:
        return {each.name: each for each in preflight(*sides, plan, sample=0.01)}
    finally:
        for side in sides:
            side.forget()


def test_a_sound_pair_has_no_failure(pair: Pair) -> None:
    with pair.connect(pair.blue) as connection:
        connection.execute(SOUND)
    found = asked(pair)
    failed = {each.name for each in found.values() if each.status is Status.FAILED}
    # Other tests of the same servers may prepare transactions meanwhile.
    assert failed <= {"no transaction is prepared"}
    assert found["rows can be found"].status is Status.PASSED
    assert found["slots and workers are free"].examined == 10
    assert found["room for WAL"].examined == 1


def test_what_is_wrong_on_blue_is_found(pair: Pair) -> None:
    with pair.connect(pair.blue) as connection:
        connection.execute(HARMFUL.encode())
    found = asked(pair)
    assert "public.person has no replica identity" in str(found["rows can be found"].details)
    assert "public.event is neither sent" in str(found["every table is in the plan"].details)
    assert "public.tickets has 767 values left" in str(found["sequences have room"].details)
    assert found["triggers fire once"].status is Status.WARNING
    assert found["generated columns"].examined == 1
    assert found["partitions go by their root"].examined == 1
    left = str(found["nothing is left behind"].details)
    assert "1 large objects" in left
    assert "unlogged public.scratch" in left
    assert "materialized view public.names" in left


def test_a_prepared_transaction_is_found(newest_pair: Pair) -> None:
    side = Side("blue", newest_pair.blue)
    with newest_pair.connect(newest_pair.blue) as connection:
        connection.execute(SOUND)
        connection.execute(b"BEGIN; INSERT INTO person VALUES (1); PREPARE TRANSACTION 'mine'")
        found = inventory(side, sample=0.0)
        connection.execute("ROLLBACK PREPARED 'mine'")
    side.forget()
    assert "mine" in {each.name for each in found.prepared}


def test_others_who_follow_and_write_are_found(newest_pair: Pair) -> None:
    side, slot = Side("blue", newest_pair.blue), f"cdc_{newest_pair.name}"
    with newest_pair.connect(newest_pair.blue) as connection, connection.transaction():
        connection.execute("SELECT txid_current()")
        connection.execute("SET LOCAL application_name = 'billing'")
        found = inventory(side, sample=0.0)
    with newest_pair.connect(newest_pair.blue) as connection:
        connection.execute("SELECT pg_create_logical_replication_slot(%s, 'pgoutput')", [slot])
        later = inventory(side, sample=0.0)
    side.forget()
    assert [each.writes for each in found.sessions if each.application == "billing"] == [True]
    assert {(each.kind, each.active) for each in later.consumers if each.name == slot} == {
        ("logical slot", False)
    }


def test_the_same_database_on_both_sides_is_refused(newest_pair: Pair) -> None:
    found = asked(replace(newest_pair, green=newest_pair.blue))
    assert "the same database" in str(found["servers fit"].details)


def test_a_green_that_holds_tables_is_refused(newest_pair: Pair) -> None:
    with newest_pair.connect(newest_pair.green) as connection:
        connection.execute(SOUND)
    assert asked(newest_pair)["green is empty"].status is Status.FAILED


def test_a_database_that_says_itself_who_may_write_is_found(newest_pair: Pair) -> None:
    with newest_pair.connect(newest_pair.blue) as connection:
        connection.execute(SET.format("on").encode())
        found = asked(newest_pair)["sessions may write"]
        connection.execute(SET.format("off").encode())
        later = asked(newest_pair)["sessions may write"]
    assert "is on for database" in str(found.details)
    assert "set to off for database" in str(later.details)


def test_a_role_without_rights_learns_what_it_lacks(own_server: Server) -> None:
    with own_server.database() as url, own_server.connect() as connection:
        connection.execute("CREATE ROLE bystander LOGIN")
        side = Side("blue", make_conninfo(url, user="bystander"))
        found = inventory(side, sample=0.0)
        side.forget()
        connection.execute("DROP ROLE bystander")
    assert found.role is not None
    assert not (found.role.replication or found.role.creates or found.role.subscribes)
    assert found.server is not None
    assert "origins" in found.server.used
    assert found.unanswered.keys() == {"read-only configuration", "size of WAL"}


def test_a_side_that_does_not_answer_is_an_error(newest_pair: Pair) -> None:
    nowhere = make_conninfo(newest_pair.green, dbname="nowhere")
    with pytest.raises(ReachError, match="MIGRATION_SAFETY_GREEN"):
        asked(replace(newest_pair, green=nowhere))
