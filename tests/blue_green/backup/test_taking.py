"""A backup counts only after it was restored and equal; broken off, nothing of it is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from migration_safety.databases.postgresql.backup.dumping import Dump
from migration_safety.databases.postgresql.backup.encryption import PLAIN, encryption
from migration_safety.databases.postgresql.backup.keeping import backups
from migration_safety.databases.postgresql.backup.packing import checksum, unpack
from migration_safety.databases.postgresql.backup.proof import original, proven
from migration_safety.databases.postgresql.backup.taking import (
    AS_IT_IS,
    BEFORE,
    FROM_FILE,
    Wish,
    take,
)
from migration_safety.databases.postgresql.cloning.dumping.programs import programs
from migration_safety.databases.postgresql.cloning.dumping.snapshot import snapshot
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.errors import BackupError, RefusedError
from tests.blue_green.backup.conftest import Key, filled
from tests.plugins.servers import Server

PLAN = "0123456789abcdef"
POSTMASTER = "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int"
ENDLESS = """
import sys, time
from pathlib import Path
from migration_safety.databases.postgresql.backup.encryption import PLAIN
from migration_safety.databases.postgresql.backup.taking import Wish, take
from migration_safety.databases.postgresql.deploying.side import Side

def tell(line):
    print(line, flush=True)
    time.sleep(60 * line.startswith("reading"))

take(Side("blue", sys.argv[1]), Wish(Path(sys.argv[2]), PLAIN, "0123", scratch=sys.argv[3]), tell)
"""


@pytest.fixture
def side(server: Server) -> Iterator[Side]:
    """On every version."""
    yield from filled(server)


@contextmanager
def reached(url: str, role: str) -> Iterator[Side]:
    """As that role; its session ends with the block."""
    side = Side("blue", make_conninfo(url, user=role))
    try:
        yield side
    finally:
        side.forget()


def run(url: str, command: str) -> list[tuple[int]]:
    with psycopg.connect(url, autocommit=True) as connection:
        done = connection.execute(command.encode())
        return done.fetchall() if done.description else []


def left(folder: Path) -> list[str]:
    """What lies there, locks apart."""
    return sorted(each.name for each in folder.iterdir() if each.name != ".lock")


def test_without_the_private_key_it_is_restored_before_it_is_encrypted(
    side: Side, server: Server, age: Key, tmp_path: Path
) -> None:
    wish = Wish(tmp_path, encryption(age.recipient), PLAN, scratch=server.url())
    backup = take(side, wish)
    assert backup.proof == BEFORE
    assert backup.rows == 1011
    assert backup.restored_on == server.version
    assert backup.sha256 == checksum(tmp_path / backup.file)
    assert left(tmp_path) == [backup.file.replace(".tar.age", ".json"), backup.file]
    assert backups(tmp_path) == (backup,)
    assert (tmp_path / backup.file).stat().st_mode & 0o777 == 0o600


def test_with_the_private_key_the_file_itself_is_restored(
    blue: Side, newest: Server, age: Key, tmp_path: Path
) -> None:
    how = encryption(age.recipient, identity=age.identity)
    backup = take(blue, Wish(tmp_path, how, PLAN, scratch=newest.url()))
    unpack(tmp_path / backup.file, tmp_path / "again", how)
    assert backup.proof == FROM_FILE
    assert (tmp_path / "again" / "toc.dat").exists()


def test_gpg_does_as_well(blue: Side, newest: Server, gpg: Key, tmp_path: Path) -> None:
    backup = take(blue, Wish(tmp_path, encryption(gpg.recipient), PLAN, scratch=newest.url()))
    assert backup.encryption == "gpg"
    assert backup.proof == FROM_FILE
    assert b"name 1000" not in (tmp_path / backup.file).read_bytes()


def test_unencrypted_it_is_a_tar_of_the_dump(blue: Side, newest: Server, tmp_path: Path) -> None:
    backup = take(blue, Wish(tmp_path, PLAIN, PLAN, scratch=newest.url()))
    assert backup.proof == AS_IT_IS
    with tarfile.open(tmp_path / backup.file) as tar:
        assert "toc.dat" in tar.getnames()


@pytest.mark.slow
def test_a_server_is_made_for_the_restore(blue: Side, tmp_path: Path) -> None:
    backup = take(blue, Wish(tmp_path, PLAIN, PLAN))
    assert backup.restored_on == 18
    assert "public.person" in backup.tables


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE person SET name = 'other' WHERE id = 7",
        "DELETE FROM person WHERE id = 7",
        "UPDATE keyless SET b = 'c' WHERE a = 3",
        "ALTER TABLE person ADD CHECK (id > 0)",
        "DELETE FROM django_migrations",
    ],
)
def test_what_is_restored_otherwise_is_refused(
    blue: Side, newest: Server, tmp_path: Path, change: str
) -> None:
    with blue.fresh() as connection, snapshot(connection):
        before = original(connection)
    blue.connection.execute(change.encode())
    dump = Dump(programs(newest.version), tmp_path / "dump", 60)
    with blue.fresh() as connection, snapshot(connection) as name:
        dump.write(blue.conninfo, name)
    with pytest.raises(BackupError, match="differs"):
        proven(dump, newest.url(), before)


def test_what_is_written_meanwhile_is_no_difference(
    blue: Side, newest: Server, tmp_path: Path
) -> None:
    def write(line: str) -> None:
        blue.connection.execute("UPDATE person SET name = %s", [line])

    backup = take(blue, Wish(tmp_path, PLAIN, PLAN, scratch=newest.url()), write)
    assert backup.rows == 1011


def test_a_damaged_file_is_not_unpacked(
    blue: Side, newest: Server, age: Key, tmp_path: Path
) -> None:
    how = encryption(age.recipient, identity=age.identity)
    backup = take(blue, Wish(tmp_path, how, PLAN, scratch=newest.url()))
    with (tmp_path / backup.file).open("r+b") as file:
        file.seek(-20, os.SEEK_END)
        file.write(b"damage")
    with pytest.raises(BackupError):
        unpack(tmp_path / backup.file, tmp_path / "again", how)


def test_a_role_that_may_not_read_all_is_told(own_server: Server, tmp_path: Path) -> None:
    wish = Wish(tmp_path, PLAIN, PLAN, scratch=own_server.url())
    with own_server.database() as url, own_server.connect() as connection:
        run(url, "CREATE TABLE person AS SELECT 1 AS id")
        connection.execute("CREATE ROLE humble LOGIN")
        with pytest.raises(BackupError, match="permission denied"), reached(url, "humble") as side:
            take(side, wish)
        connection.execute("DROP ROLE humble")
    assert left(tmp_path) == []


def test_a_server_that_dies_leaves_no_backup(mortal_server: Server, tmp_path: Path) -> None:
    wish = Wish(tmp_path, PLAIN, PLAN, scratch=mortal_server.url())
    ((process,),) = run(mortal_server.url(), POSTMASTER)

    def crash(line: str) -> None:
        os.kill(process, signal.SIGQUIT)

    with pytest.raises(BackupError), reached(mortal_server.url(), "postgres") as side:
        take(side, wish, crash)
    assert left(tmp_path) == []


def test_kill_9_leaves_no_row_in_the_clear(blue: Side, newest: Server, tmp_path: Path) -> None:
    command = [sys.executable, "-c", ENDLESS, blue.conninfo, str(tmp_path), newest.url()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        next(line for line in process.stdout if line.startswith("reading"))
        assert left(tmp_path) != []
        process.kill()
    end = time.monotonic() + 20
    while left(tmp_path) and time.monotonic() < end:
        time.sleep(0.05)
    assert left(tmp_path) == []
    assert backups(tmp_path) == ()


def test_two_at_once_are_refused(blue: Side, newest: Server, tmp_path: Path) -> None:
    wish = Wish(tmp_path, PLAIN, PLAN, scratch=newest.url())

    def again(line: str) -> None:
        take(blue, wish)

    with pytest.raises(RefusedError, match="Another process"):
        take(blue, wish, again)
