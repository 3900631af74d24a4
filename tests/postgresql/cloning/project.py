"""A database like a project's, and what is compared between it and its clone."""

from __future__ import annotations

import subprocess

import psycopg

from migration_safety.databases.postgresql.cloning.dumping.child import environment
from migration_safety.databases.postgresql.cloning.dumping.programs import programs

# All that pg_dump puts into its three sections, and what a copy that counts rows would miss.
PROJECT = """
    CREATE TYPE mood AS ENUM ('glad', 'sad');
    CREATE TABLE person (
        id bigserial PRIMARY KEY, name text NOT NULL, mood mood DEFAULT 'glad',
        upper text GENERATED ALWAYS AS (upper(name)) STORED
    );
    CREATE TABLE visit (
        id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        person_id bigint NOT NULL REFERENCES person DEFERRABLE INITIALLY DEFERRED,
        at timestamptz, CHECK (at > '2000-01-01')
    ) ;
    CREATE UNIQUE INDEX one_of_a_name ON person (lower(name)) WHERE mood = 'glad';
    INSERT INTO person (name) SELECT 'person ' || i FROM generate_series(1, 500) AS i;
    INSERT INTO visit (person_id, at) SELECT id, now() FROM person;
    SELECT setval('person_id_seq', 4711);
    CREATE VIEW glad AS SELECT * FROM person WHERE mood = 'glad';
    CREATE MATERIALIZED VIEW visits AS SELECT person_id, count(*) FROM visit GROUP BY 1;
    CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
    CREATE TRIGGER stamped BEFORE INSERT ON visit FOR EACH ROW EXECUTE FUNCTION stamp();
    COMMENT ON TABLE person IS 'Somebody';
    SELECT lo_from_bytea(0, 'large');
"""
ROWS = """
    SELECT (SELECT sum(hashtextextended(p::text, 0)) FROM person AS p),
        (SELECT sum(hashtextextended(v::text, 0)) FROM visit AS v),
        (SELECT count(*) FROM visits), (SELECT last_value FROM person_id_seq),
        (SELECT count(*) FROM pg_largeobject_metadata)
"""


def rows_of(address: str) -> tuple[object, ...]:
    """Digests of what the project's tables hold."""
    with psycopg.connect(address, options="-c timezone=UTC") as connection:
        return connection.execute(ROWS).fetchone() or ()


def schema_of(address: str) -> list[str]:
    """The definitions, as pg_dump writes them."""
    with psycopg.connect(address) as connection:
        version = connection.info.server_version // 10_000
        name = connection.info.dbname
    command = [programs(version).dump, "--schema-only", f"--dbname={name}"]
    said = subprocess.run(command, env=environment(address), capture_output=True, check=True)
    # Later versions guard what psql reads by a random word.
    return [line for line in said.stdout.decode().splitlines() if "restrict " not in line]


def fill(url: str) -> str:
    """Make the project's tables; the database's URL."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(PROJECT)
    return url
