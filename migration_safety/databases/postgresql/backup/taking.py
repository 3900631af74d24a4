"""The door: take a backup of a side, and let it count only after it was restored and compared."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from migration_safety.core.deployment.backup import Backup
from migration_safety.databases.postgresql.backup.dumping import Dump
from migration_safety.databases.postgresql.backup.encryption import Encryption
from migration_safety.databases.postgresql.backup.guard import guarded
from migration_safety.databases.postgresql.backup.keeping import (
    PREFIX,
    UNFINISHED,
    backups_of,
    publish,
)
from migration_safety.databases.postgresql.backup.packing import checksum, pack, unpack
from migration_safety.databases.postgresql.backup.proof import Original, Proof, original, proven
from migration_safety.databases.postgresql.backup.room import check_room, sizes
from migration_safety.databases.postgresql.backup.scratch import EMBEDDED, offered, scratch
from migration_safety.databases.postgresql.backup.trouble import told
from migration_safety.databases.postgresql.cloning.dumping.programs import programs
from migration_safety.databases.postgresql.cloning.dumping.snapshot import snapshot
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.errors import BackupError

FROM_FILE = "restored from the encrypted file, and compared with the snapshot of the dump"
BEFORE = (
    "restored before it was encrypted, and compared with the snapshot of the dump; the private"
    " key is not here, so of the encrypted file the checksum was read back"
)
AS_IT_IS = "restored from the file, and compared with the snapshot of the dump"


@dataclass(frozen=True, slots=True)
class Wish:
    """Where to put a backup and how: `scratch` is "embedded" or the URL of a server to restore
    it to, `plan` the hash of the deployment, `seconds` the longest that a program may take."""

    folder: Path
    how: Encryption
    plan: str
    scratch: str = EMBEDDED
    seconds: float = 24 * 3600.0


def ready(side: Side, wish: Wish) -> None:
    """All that can be known before anything is read.  Raises RefusedError, BackupError."""
    version = side.connection.info.server_version // 10_000
    with told():
        programs(version)
        if wish.scratch == EMBEDDED:
            offered(version)
    wish.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    check_room(sizes(side.connection), wish.folder, embedded=wish.scratch == EMBEDDED)


def take(side: Side, wish: Wish, tell: Callable[[str], None] = lambda line: None) -> Backup:
    """Dump the side's database, restore it, compare, encrypt, and write its manifest last.

    Broken off anywhere, nothing of it is left that passes for a backup.  Raises BackupError,
    RefusedError.
    """
    with backups_of(wish.folder), told():
        ready(side, wish)
        name = f"{PREFIX}{wish.plan[:8]}_{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        work = wish.folder / f"{UNFINISHED}{name}_{secrets.token_hex(4)}"
        with guarded(work):
            return _Taking(side, wish, work, name, tell).run()


@dataclass(frozen=True, slots=True)
class _Taking:
    side: Side
    wish: Wish
    work: Path
    name: str
    tell: Callable[[str], None]

    def run(self) -> Backup:
        started = time.monotonic()
        with self.side.fresh() as connection:
            version = connection.info.server_version
            dump = Dump(programs(version // 10_000), self.work / "dump", self.wish.seconds)
            at, before = self._dumped(connection, dump)
            database = connection.info.dbname
            server = f"{version // 10_000}.{version % 10_000}"
        with scratch(self.wish.scratch, version // 10_000) as place:
            proof, file, digest, how = self._proven(dump, place, before)
        backup = Backup(
            file=f"{self.name}.tar{self.wish.how.suffix}",
            bytes=file.stat().st_size,
            sha256=digest,
            database=database,
            server=server,
            plan=self.wish.plan,
            at=at,
            encryption=self.wish.how.program,
            proof=how,
            restored_on=proof.version,
            tables=proof.tables,
            rows=proof.rows,
            columns=proof.columns,
            unproven=proof.unproven,
            seconds=round(time.monotonic() - started, 3),
        )
        publish(self.wish.folder, file, backup)
        return backup

    def _dumped(self, connection: psycopg.Connection, dump: Dump) -> tuple[str, Original]:
        """The moment of the snapshot, and what it sees, read while it lasts."""
        with snapshot(connection) as exported:
            at = datetime.now(UTC).isoformat()
            self.tell("dumping")
            dump.write(self.side.conninfo, exported)
            self.tell("reading what the dump has to be equal to")
            return at, original(connection)

    def _proven(self, dump: Dump, place: str, before: Original) -> tuple[Proof, Path, str, str]:
        how, packed = self.wish.how, self.work / "packed"
        here = how.program == "none" or bool(how.decrypt)
        proof = None
        if not here:
            self.tell("restoring the dump, and comparing it")
            proof = proven(dump, place, before)
        self.tell("packing" if how.program == "none" else f"encrypting with {how.program}")
        digest = pack(dump.folder, packed, how)
        if checksum(packed) != digest:
            raise BackupError(
                "The disk does not give back what was written to the backup.",
                f"Do not trust the disk of {self.wish.folder}: name another one in"
                " MIGRATION_SAFETY_BACKUPS.",
            )
        if proof:
            return proof, packed, digest, BEFORE
        self.tell("restoring the packed file, and comparing it")
        with guarded(self.work / "unpacked") as folder:
            unpack(packed, folder, how)
            again = Dump(dump.programs, folder, dump.seconds)
            return (
                proven(again, place, before),
                packed,
                digest,
                AS_IT_IS if how.program == "none" else FROM_FILE,
            )
