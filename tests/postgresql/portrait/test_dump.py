"""A schema that was dumped and restored elsewhere has the same portrait."""

from __future__ import annotations

import subprocess

import psycopg

from migration_safety.core.trial.schema.comparing import differences
from migration_safety.databases.postgresql.portrait import portrait
from tests.plugins.servers import Server
from tests.postgresql.load.portrait import fill, prepare
from tests.postgresql.portrait.conftest import SCHEMA, words

BINARIES = "SELECT setting FROM pg_config WHERE name = 'BINDIR'"


def restored(source: str, target: str, folder: str) -> None:
    """What pg_dump tells of one database, done in the other."""
    command = [f"{folder}/pg_dump", "--dbname", source]
    dump = subprocess.run(command, check=True, capture_output=True).stdout
    apply = [f"{folder}/psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", target]
    subprocess.run(apply, check=True, capture_output=True, input=dump)


def test_a_restored_dump_has_the_same_portrait(server: Server) -> None:
    with (
        server.database() as source,
        server.database() as target,
        psycopg.connect(source, autocommit=True) as connection,
        psycopg.connect(target, autocommit=True) as other,
    ):
        prepare(connection)
        fill(connection)
        connection.execute(b"CREATE SCHEMA second; SET search_path = second;" + SCHEMA.read_bytes())
        connection.execute("RESET search_path")
        (folder,) = connection.execute(BINARIES).fetchone() or ("",)
        restored(source, target, folder)

        found = differences(portrait(connection), portrait(other))

    assert [words(each) for each in found] == []
