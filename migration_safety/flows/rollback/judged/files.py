"""What trials on files of SQLite's do not show, as checks that nobody has made."""

from __future__ import annotations

from migration_safety.core.report import Check, Status

UNPROVEN = {
    "Locks and waits": "SQLite locks the whole file, and tells nobody for how long",
    "Rewrites, log and disk": "SQLite does not tell what it writes",
    "Live traffic and interruptions": "they need a server: --sandbox embedded",
    "Lengths and types of values": "SQLite enforces neither; PostgreSQL may refuse or cut them",
}


def checks() -> tuple[Check, ...]:
    """Each with its reason."""
    return tuple(Check(name, Status.SKIPPED, 0, reason) for name, reason in UNPROVEN.items())
