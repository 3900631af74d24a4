"""Blue with a schema of many kinds, and an empty green."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from psycopg import sql

from migration_safety.databases.postgresql.publishing.making.claim import claim
from migration_safety.databases.postgresql.publishing.making.roles import bring_roles
from migration_safety.databases.postgresql.publishing.making.schema import copy_schema
from tests.plugins.pairs import Pair

DIGEST = "ab" * 32
KINDS = """
    CREATE TYPE mood AS ENUM ('calm', 'loud');
    CREATE DOMAIN short AS varchar(10) CHECK (VALUE <> '');
    CREATE SCHEMA "Odd one";
    CREATE TABLE reader (id serial PRIMARY KEY, name short, mood mood, born date);
    CREATE TABLE "Odd one"."loan. due" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        reader_id int REFERENCES reader, twice int GENERATED ALWAYS AS (reader_id * 2) STORED);
    CREATE INDEX by_born ON reader (born);
    CREATE INDEX by_mood ON reader (mood) WHERE born IS NOT NULL;
    CREATE TABLE event (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
    CREATE TABLE event_26 PARTITION OF event FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
    CREATE INDEX ON event (at);
    CREATE FUNCTION hush() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN NEW.mood = ''calm''; RETURN NEW; END';
    CREATE TRIGGER hush BEFORE INSERT ON reader FOR EACH ROW EXECUTE FUNCTION hush();
    CREATE VIEW loud AS SELECT name FROM reader WHERE mood = 'loud';
    CREATE MATERIALIZED VIEW born AS SELECT born, count(*) FROM reader GROUP BY 1;
    CREATE AGGREGATE longest (text) (SFUNC = textcat, STYPE = text);
    CREATE COLLATION plain (locale = 'C');
    CREATE STATISTICS paired (dependencies) ON name, mood FROM reader;
    CREATE TABLE django_migrations (id serial PRIMARY KEY, app text, name text);
    CREATE UNLOGGED TABLE cache (id int PRIMARY KEY);
    ALTER TABLE reader ENABLE ROW LEVEL SECURITY;
    INSERT INTO reader (name, mood) SELECT 'n' || i, 'loud' FROM generate_series(1, 50) AS i;
    INSERT INTO "Odd one"."loan. due" (reader_id) SELECT i FROM generate_series(1, 50) AS i;
    INSERT INTO django_migrations (app, name) VALUES ('library', '0001_initial');
    INSERT INTO cache VALUES (1);
    REFRESH MATERIALIZED VIEW born
"""
GRANTS = """
    CREATE ROLE {role} LOGIN PASSWORD 'let me in' CONNECTION LIMIT 7;
    GRANT pg_read_all_stats TO {role};
    ALTER TABLE reader OWNER TO {role};
    GRANT SELECT ON loud TO {role};
    CREATE POLICY own ON reader TO {role} USING (true);
    ALTER DEFAULT PRIVILEGES FOR ROLE {role} GRANT SELECT ON TABLES TO PUBLIC;
    ALTER DATABASE {database} SET timezone = 'Asia/Tokyo'
"""


@dataclass(frozen=True)
class Made:
    """An open session on each side, and a role that blue's tables belong to."""

    pair: Pair
    blue: psycopg.Connection[Any]
    green: psycopg.Connection[Any]
    role: str

    def make(self) -> list[str]:
        """Make green as blue is, but for rows."""
        claim(self.green, DIGEST)
        bring_roles(self.blue, self.green, DIGEST, logins=())
        source, target = self.pair.blue, self.pair.green
        return copy_schema(self.blue, self.green, source=source, target=target, digest=DIGEST)


@pytest.fixture
def made(pair: Pair) -> Iterator[Made]:
    """On each version."""
    yield from _made(pair)


@pytest.fixture
def newest_made(newest_pair: Pair) -> Iterator[Made]:
    """On the newest version alone."""
    yield from _made(newest_pair)


def _made(pair: Pair) -> Iterator[Made]:
    role = f"owner_{secrets.token_hex(4)}"
    named = sql.Identifier(role)
    with closing(pair.connect(pair.blue)) as blue, closing(pair.connect(pair.green)) as green:
        blue.execute(KINDS.encode())
        database = sql.Identifier(blue.info.dbname)
        blue.execute(sql.SQL(GRANTS).format(role=named, database=database))
        yield Made(pair, blue, green, role)
        for each in (blue, green):
            if each.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).rowcount:
                each.execute(sql.SQL("DROP OWNED BY {} CASCADE").format(named))
                each.execute(sql.SQL("DROP ROLE {}").format(named))
