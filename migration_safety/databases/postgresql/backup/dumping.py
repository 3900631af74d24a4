"""pg_dump and pg_restore in directory format, several tables at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

from migration_safety.databases.postgresql.cloning.dumping.archive import Archive
from migration_safety.databases.postgresql.cloning.dumping.child import child, environment
from migration_safety.databases.postgresql.cloning.dumping.programs import Programs, jobs
from migration_safety.errors import BackupError


@dataclass(frozen=True, slots=True)
class Dump:
    """A dump in `folder`; what takes longer than `seconds` is broken off."""

    programs: Programs
    folder: Path
    seconds: float

    def write(self, address: str, snapshot: str) -> None:
        """Of all that the snapshot sees.  Raises BackupError."""
        command = [
            *(self.programs.dump, "--format=directory", f"--jobs={jobs()}", "--no-password"),
            # What is packed of it waits for the disk; this one is gone soon.
            *(
                f"--snapshot={snapshot}",
                "--lock-wait-timeout=10s",
                "--no-subscriptions",
                "--no-sync",
            ),
            f"--file={self.folder}",
        ]
        if complaints := self._run(command, address):
            raise BackupError(
                f"The backup cannot be taken: {complaints[0]}",
                "Nothing of it is left. Make room where the disk is full; let the role read all"
                " where it may not: GRANT pg_read_all_data TO ...",
            )

    def restore(self, address: str, name: str, *, without: Collection[str]) -> None:
        """Into an empty database, but for these extensions.  Raises BackupError."""
        objects, events = Archive(self.programs, self.folder).parts(without=without)
        command = [
            *(self.programs.restore, f"--dbname={name}", "--format=directory", "--no-password"),
            *("--no-tablespaces", f"--jobs={jobs()}"),
        ]
        for chosen in filter(None, (objects, events)):
            listed = [f"--use-list={chosen}", str(self.folder)]
            if complaints := self._run([*command, *listed], address):
                raise BackupError(
                    f"The backup cannot be restored: {complaints[0]}",
                    "Nothing was changed. Let MIGRATION_SAFETY_BACKUP_SCRATCH name a server that"
                    " has all that the database needs.",
                )

    def _run(self, command: Sequence[str], address: str) -> list[str]:
        with child(command, environment(address)) as running:
            timer = Timer(self.seconds, running.process.terminate)
            timer.start()
            try:
                return running.errors()
            finally:
                timer.cancel()
