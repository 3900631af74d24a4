"""Keys of their own for tests of backups, and a database worth to be backed up."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from migration_safety.databases.postgresql.deploying.side import Side
from tests.plugins.servers import Server

SCHEMA = """
    CREATE TYPE mood AS ENUM ('glad', 'sad');
    CREATE TABLE person (id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY, gone integer,
        name text, mood mood, moods mood[], facts jsonb);
    ALTER TABLE person DROP COLUMN gone;
    INSERT INTO person (name, mood, moods, facts)
        SELECT 'name ' || n, 'sad', '{glad,sad}', '{"n": 1}' FROM generate_series(1, 1000) AS n;
    CREATE TABLE keyless (a integer, b text);
    INSERT INTO keyless SELECT n, 'b' FROM generate_series(1, 10) AS n;
    CREATE TABLE event (id integer PRIMARY KEY) PARTITION BY RANGE (id);
    CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM (1) TO (9);
    INSERT INTO event VALUES (1);
    CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text);
    INSERT INTO django_migrations VALUES (1, 'people', '0001_initial');
    GRANT SELECT ON person TO public;
    COMMENT ON TABLE person IS 'of whom all is';
"""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key, and the file of the private one."""

    recipient: str
    identity: str


@pytest.fixture(scope="session")
def age() -> Iterator[Key]:
    if not shutil.which("age"):
        pytest.skip("age is not installed: apt-get install age")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "key.txt"
        subprocess.run(["age-keygen", "-o", path], check=True, capture_output=True)
        public = subprocess.run(["age-keygen", "-y", path], check=True, capture_output=True)
        yield Key(public.stdout.decode().strip(), str(path))


@pytest.fixture
def gpg(monkeypatch: pytest.MonkeyPatch) -> Iterator[Key]:
    if not shutil.which("gpg"):
        pytest.skip("gpg is not installed: apt-get install gnupg")
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("GNUPGHOME", folder)
        made = ["gpg", "--batch", "--passphrase", "", "--quick-gen-key", "backup@example.org"]
        subprocess.run([*made, "ed25519", "cert"], check=True, capture_output=True)
        shown = ["gpg", "--batch", "--with-colons", "--list-keys"]
        listed = subprocess.run(shown, check=True, capture_output=True).stdout.decode()
        print_ = next(line.split(":")[9] for line in listed.splitlines() if line[:3] == "fpr")
        added = ["gpg", "--batch", "--passphrase", "", "--quick-add-key", print_, "cv25519", "encr"]
        subprocess.run(added, check=True, capture_output=True)
        yield Key(print_, folder)
        subprocess.run(["gpgconf", "--kill", "gpg-agent"], check=False)


@pytest.fixture
def blue(newest: Server) -> Iterator[Side]:
    """On the newest version."""
    yield from filled(newest)


def filled(server: Server) -> Iterator[Side]:
    """A side with rows."""
    with server.database() as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(SCHEMA.encode())
        side = Side("blue", url)
        yield side
        side.forget()
