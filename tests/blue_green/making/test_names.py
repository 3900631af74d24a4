"""Tables of all kinds and names go over to green and back while they are written to."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from migration_safety.core.deployment.published import Published
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.flows.blue_green.order import MAKING, SWITCHING
from migration_safety.flows.blue_green.running.engine import reach, rollback
from tests.blue_green.making.library import BLUE, FORGET, open_run
from tests.plugins.private_pairs import PrivatePair

SWITCH = [each.name for each in SWITCHING[1:]]
TABLES = """
    CREATE SCHEMA "Odd";
    CREATE TABLE "Odd"."Big one" ("Id" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        "Name's" text, "N" int, "Twice" int GENERATED ALWAYS AS ("N" * 2) STORED);
    CREATE INDEX "An index" ON "Odd"."Big one" ("N");
    CREATE TABLE "Odd"."Part" (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
    CREATE TABLE "Odd"."Part 1" PARTITION OF "Odd"."Part"
        FOR VALUES FROM ('2026-01-01') TO ('2026-07-01');
    CREATE TABLE "Odd"."Part 2" PARTITION OF "Odd"."Part"
        FOR VALUES FROM ('2026-07-01') TO ('2027-01-01');
    CREATE TABLE "Odd"."Quote""d" (id serial PRIMARY KEY, name text);
    CREATE TABLE "Parent" (id int PRIMARY KEY, name text);
    CREATE TABLE "Child" (age int, PRIMARY KEY (id)) INHERITS ("Parent");
    CREATE TABLE "Keyless" (a int, b text)
"""
WORK = """
    INSERT INTO "Odd"."Big one" ("Name's", "N") SELECT 'x', n FROM generate_series(1, 30) AS n;
    DELETE FROM "Odd"."Big one" WHERE "N" = 3;
    INSERT INTO "Odd"."Part" SELECT {0} + n, date '2026-01-01' + n FROM generate_series(1, 9) AS n;
    UPDATE "Odd"."Part" SET at = at + 200 WHERE id = {0} + 1;
    INSERT INTO "Odd"."Quote""d" (name) VALUES ('x');
    INSERT INTO "Parent" VALUES ({0}, 'parent');
    INSERT INTO "Child" VALUES ({0} + 1, 'child', 9);
    INSERT INTO "Keyless" VALUES ({0}, 'x'), ({0}, 'x');
    UPDATE "Keyless" SET b = 'y' WHERE a = {0}
"""
PUBLISHED = tuple(
    Published(schema, name, columns, columns, identity)
    for schema, name, columns, identity in (
        ("Odd", "Big one", ("Id", "Name's", "N"), "default"),
        ("Odd", "Part", ("id", "at"), "default"),
        ("Odd", 'Quote"d', ("id", "name"), "default"),
        ("public", "Parent", ("id", "name"), "default"),
        ("public", "Child", ("id", "name", "age"), "default"),
        ("public", "Keyless", ("a", "b"), "full"),
    )
)
NAMES = ('"Odd"."Big one"', '"Odd"."Part"', '"Odd"."Quote""d"', 'ONLY "Parent"', '"Child"')
ROWS = "SELECT count(*), md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {} AS t"


def held(side: Side) -> list[tuple[int, str]]:
    """How many rows each table has, and what they are."""
    names = (*NAMES, '"Keyless"')
    found = (side.connection.execute(ROWS.format(each).encode()).fetchone() for each in names)
    return [row or (0, "") for row in found]


@pytest.fixture
def sides(private_pair: PrivatePair) -> Iterator[tuple[Side, Side]]:
    """Blue with all of them, beside the project's own."""
    blue, green = private_pair.sides
    role = f"odd_{secrets.token_hex(4)}"
    blue.connection.execute(f"{BLUE.format(role=role)}; {TABLES}; {WORK.format(100)}".encode())
    yield blue, green
    for side in private_pair.sides:
        side.connection.execute(FORGET.format(role=role).encode())


@pytest.mark.slow
@pytest.mark.parametrize("private_servers", [18], indirect=True, ids=["pg18"])
def test_they_are_alike_on_both_sides(sides: tuple[Side, Side], project: Path) -> None:
    blue, green = sides
    run = open_run(blue.conninfo, green.conninfo, secrets.token_hex(32), project)
    plan = run.deployment
    run.deployment = replace(plan, published=(*plan.published, *PUBLISHED))
    run.flag = project / "flag"
    states = (*MAKING, *SWITCHING)
    for number, state in enumerate(MAKING, start=1):
        reach(run, states, [state.name])
        write(blue, 1_000 * number)
    reach(run, states, ["armed"])
    reach(run, states, SWITCH)
    before = held(run.blue)
    assert held(run.green) == before
    write(green, 900_000)
    rollback(run, states, SWITCH)
    after = held(run.blue)
    assert all(now > then for (now, _), (then, _) in zip(after, before, strict=True))
    assert held(run.green) == after
    write(blue, 990_000)
    run.close()


def write(side: Side, number: int) -> None:
    """As the application does."""
    with psycopg.connect(side.conninfo, autocommit=True) as connection:
        connection.execute(WORK.format(number).encode())
