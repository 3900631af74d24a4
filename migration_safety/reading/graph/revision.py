"""The revision of a project's migrations: what their files say, whatever version control knows."""

from __future__ import annotations

import hashlib

from migration_safety.reading.graph.load import load
from migration_safety.reading.locate import file_of


def revision() -> str:
    """SHA-256 in hexadecimal of all migrations on disk, those of installed apps included.

    Raises SelectionError where they cannot be loaded.
    """
    migrations, found = load(None).disk_migrations, hashlib.sha256()
    for key in sorted(migrations):
        path = file_of(migrations[key])
        found.update(".".join(key).encode() + b"\0")
        found.update((path.read_bytes() if path else b"") + b"\0")
    return found.hexdigest()
