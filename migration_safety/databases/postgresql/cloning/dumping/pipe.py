"""Dump and restore: definitions through a file, rows through a pipe, indexes side by side."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from migration_safety.core.volume.progress import Progress
from migration_safety.databases.postgresql.cloning.dumping.archive import Archive
from migration_safety.databases.postgresql.cloning.dumping.child import PIPE, child, environment
from migration_safety.databases.postgresql.cloning.dumping.extensions import Extension
from migration_safety.databases.postgresql.cloning.dumping.programs import Programs, jobs
from migration_safety.databases.postgresql.cloning.dumping.snapshot import snapshot
from migration_safety.databases.postgresql.cloning.opening import opened
from migration_safety.errors import CloneError

EVENTS = "Event triggers are left out: the role of the sandbox server may not make them."
CHUNK = 1 << 20
# In what libpq says where the server is gone, or going.
LOST = ("connection to server", "server closed the connection", "terminating connection")


@dataclass(frozen=True, slots=True)
class Transfer:
    """From the source to an empty sandbox; `without` are extensions that are left out.

    `superuser`: the
    role of the sandbox may do all there, and objects keep their owners and grants.
    """

    programs: Programs
    source: str
    target: str
    name: str
    without: Collection[Extension]
    superuser: bool

    def run(self, size: int, progress: Progress) -> list[str]:
        """Notes about what could not be restored; `size` are the source's bytes.

        Raises CloneError.
        """
        names = [each.name for each in self.without]
        with TemporaryDirectory(prefix="migration_safety_") as folder:
            archive = Archive(self.programs, Path(folder) / "schema")
            with opened(self.source) as origin, snapshot(origin) as name:
                progress("reading the schema")
                self._dump(archive, name)
                objects, events = archive.parts(without=names)
                self._restore(archive, objects, "pre-data")
                self._pump(name, size, progress)
            progress("building indexes and constraints")
            notes = self._restore(archive, objects, "post-data")
            if events and not self.superuser:
                notes.append(EVENTS)
            elif events:
                notes += self._restore(archive, events, "post-data")
        return notes

    def _dump(self, archive: Archive, snapshot: str) -> None:
        sections = ("--section=pre-data", "--section=post-data", f"--file={archive.path}")
        with child([*self._dumping(snapshot), *sections], environment(self.source)) as dump:
            _refuse("read", dump.errors())

    def _pump(self, snapshot: str, size: int, progress: Progress) -> None:
        """The rows: they never lie in a file, and both programs end when this one does."""
        config = (table for each in self.without for table in each.config)
        left_out = [f"--exclude-table-data={table}" for table in config]
        dumping = [*self._dumping(snapshot), "--section=data", "--compress=0", *left_out]
        restoring = [*self._restoring(), "--section=data", "--exit-on-error"]
        with (
            child(dumping, environment(self.source), stdout=PIPE) as dump,
            child(restoring, environment(self.target), stdin=PIPE) as restore,
        ):
            reader, writer = dump.process.stdout, restore.process.stdin
            assert reader and writer
            done = 0
            try:
                while chunk := os.read(reader.fileno(), CHUNK):
                    writer.write(chunk)
                    done += len(chunk)
                    progress.table("cloned bytes", min(done, size), size)
                writer.close()
            except BrokenPipeError:
                # It has a reason; that of pg_dump would only be the closed pipe.
                _refuse("written", restore.errors())
            _refuse("read", dump.errors())
            _refuse("written", restore.errors())

    def _restore(self, archive: Archive, chosen: Path, section: str) -> list[str]:
        """Without the definitions of tables nothing else makes sense; of the rest, notes."""
        strict = ("--exit-on-error",) if section == "pre-data" else (f"--jobs={jobs()}",)
        command = [*self._restoring(), f"--section={section}", f"--use-list={chosen}", *strict]
        with child([*command, str(archive.path)], environment(self.target)) as restore:
            complaints = restore.errors()
        if section == "pre-data":
            _refuse("written", complaints)
        return [f"Not restored: {each}" for each in complaints]

    def _dumping(self, snapshot: str) -> list[str]:
        return [
            *(self.programs.dump, "--format=custom", "--no-password", f"--snapshot={snapshot}"),
            *("--lock-wait-timeout=10s", "--no-subscriptions", "--no-security-labels"),
        ]

    def _restoring(self) -> list[str]:
        owners = () if self.superuser else ("--no-owner", "--no-privileges")
        here = (f"--dbname={self.name}", "--format=custom", "--no-password", "--no-tablespaces")
        return [self.programs.restore, *here, *owners]


def _refuse(what: str, complaints: list[str]) -> None:
    if not complaints:
        return
    advice = {
        "read": "Let the role read all of it: GRANT pg_read_all_data TO ...",
        "written": "Name a sandbox server with --sandbox that has all that the database needs.",
    }
    place = "database to clone" if what == "read" else "clone"
    lost = any(each in complaints[0] for each in LOST)
    mend = "Look into its server's log, then run the command again." if lost else advice[what]
    raise CloneError(f"The {place} cannot be {what}: {complaints[0]}", mend)
