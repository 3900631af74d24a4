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

    def chosen(self, *, without: Collection[str], event_triggers: bool) -> Path:
        """The file for --use-list: all but these extensions, or event triggers alone."""
        lines = [
            line
            for line in self.listing()
            if (entry := ENTRY.match(line)) and wanted(entry[1], without, event_triggers)
        ]
        path = self.path.with_suffix(".events" if event_triggers else ".objects")
        path.write_text("\n".join(lines) + "\n", errors="surrogateescape")
        return path


def wanted(entry: str, without: Collection[str], event_triggers: bool) -> bool:
    """Whether an entry is to be restored in that pass."""
    left_out = [f"EXTENSION - {name} " for name in without]
    left_out += [f"COMMENT - EXTENSION {name} " for name in without]
    if entry.startswith((*OUTWARD, *left_out)):
        return False
    return bool(EVENT_TRIGGER.match(entry)) is event_triggers
