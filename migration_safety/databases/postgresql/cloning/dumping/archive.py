"""The schema of the source as pg_dump writes it, and which parts of it are restored when."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from migration_safety.databases.postgresql.cloning.dumping.child import child, environment
from migration_safety.databases.postgresql.cloning.dumping.programs import Programs
from migration_safety.errors import CloneError

# One line of `pg_restore --list`: number; two oids, what it is, its schema or -, name, owner.
ENTRY = re.compile(r"^\d+; \d+ \d+ (.+)$")
# What would make the clone reach out of its server, or act on every statement.
OUTWARD = ("SUBSCRIPTION", "USER MAPPING")
EVENT_TRIGGER = re.compile(r"^(?:(?:COMMENT|SECURITY LABEL) - )?EVENT TRIGGER ")


@dataclass(frozen=True, slots=True)
class Archive:
    """A file of pg_dump's custom format that holds definitions and no row."""

    programs: Programs
    path: Path

    def listing(self) -> list[str]:
        """Its table of contents."""
        path = self.path.with_suffix(".list")
        command = [self.programs.restore, "--list", f"--file={path}", str(self.path)]
        with child(command, environment("")) as lister:
            if errors := lister.errors():
                raise CloneError(f"pg_restore cannot read what pg_dump wrote: {errors[0]}")
        return path.read_text(errors="surrogateescape").splitlines()

    def parts(self, *, without: Collection[str]) -> tuple[Path, Path | None]:
        """Files for --use-list: all but these extensions and the event triggers, and these."""
        entries = [(line, entry[1]) for line in self.listing() if (entry := ENTRY.match(line))]
        objects = [line for line, entry in entries if not left_out(entry, without)]
        events = [line for line, entry in entries if EVENT_TRIGGER.match(entry)]
        return self._list("objects", objects), self._list("events", events) if events else None

    def _list(self, name: str, lines: list[str]) -> Path:
        path = self.path.with_suffix(f".{name}")
        path.write_text("\n".join(lines) + "\n", errors="surrogateescape")
        return path


def left_out(entry: str, extensions: Collection[str]) -> bool:
    """Whether it is not restored with all others."""
    names = [f"EXTENSION - {name} " for name in extensions]
    comments = [f"COMMENT - {name}" for name in names]
    return entry.startswith((*OUTWARD, *names, *comments)) or bool(EVENT_TRIGGER.match(entry))
