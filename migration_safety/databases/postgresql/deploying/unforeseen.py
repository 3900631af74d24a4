"""What a server says that no state has foreseen, as an error that tells what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from migration_safety.errors import DeploymentError, ReachError

NEXT = "Mend that; --status tells where the run is, and what --resume and --abort would do."


@contextmanager
def unforeseen() -> Iterator[None]:
    """Raises ReachError for a session that was lost, DeploymentError for a statement that was
    refused; the errors of this package go through."""
    try:
        yield
    except psycopg.Error as error:
        said = error.diag.message_primary or str(error).partition("\n")[0]
        if error.sqlstate is None or error.sqlstate.startswith(("08", "57P")):
            raise ReachError(f"A side went away in the midst of a step: {said}.", NEXT) from error
        if isinstance(error, psycopg.DataError):
            # It may quote a row.
            said = "a value of a row was refused"
        raise DeploymentError(
            f"A server has refused a statement: {said} (SQLSTATE {error.sqlstate}).", NEXT
        ) from error
