"""What goes wrong while a backup is made, in words that say what has become of the backup."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from migration_safety.errors import BackupError, CloneError, SandboxError


@contextmanager
def told() -> Iterator[None]:
    """Let what goes wrong with servers, programs and disks be told as a matter of the backup."""
    try:
        yield
    except (CloneError, SandboxError) as error:
        raise BackupError(f"The backup cannot be proven: {error.problem}", error.advice) from error
    except psycopg.Error as error:
        reason = error.diag.message_primary or "a server went away"
        raise BackupError(
            f"The backup cannot be taken: {reason}",
            "Nothing of it is left. Look into the server's log, then run the command again.",
        ) from error
    except OSError as error:
        raise BackupError(
            f"The backup cannot be written: {error.strerror or error}.",
            "Nothing of it is left. Make room, or name another folder in MIGRATION_SAFETY_BACKUPS.",
        ) from error
