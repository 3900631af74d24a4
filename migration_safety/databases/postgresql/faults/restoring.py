"""A database of one server made again on another, whose version is the same or newer."""

from __future__ import annotations

import os
import subprocess

from psycopg.pq import Conninfo

from migration_safety.databases.postgresql.embedded import servers
from migration_safety.errors import SandboxError

DUMP = ("--no-owner", "--no-privileges", "--no-publications", "--no-subscriptions")
RESTORE = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null")


def restore(source: str, target: str, version: int) -> None:
    """Put all that `source` holds into the empty database `target` of an embedded server.

    `version` is that server's.  Raises SandboxError with what one of the two programs said.
    """
    programs = servers()[version]
    dump = [str(programs / "pg_dump"), *DUMP]
    psql = [str(programs / "psql"), *RESTORE]
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(dump, stdout=pipe, stderr=pipe, env=_environment(source)) as reading,
        subprocess.Popen(
            psql, stdin=reading.stdout, stderr=pipe, env=_environment(target)
        ) as writing,
    ):
        try:
            said = writing.communicate()[1], reading.communicate()[1]
        except BaseException:
            reading.kill()
            writing.kill()
            raise
    if reading.returncode or writing.returncode:
        raise SandboxError(_first_line(*said), "Its cells of the kill matrix cannot be tried.")


def _environment(conninfo: str) -> dict[str, str]:
    """What leads to a database, past the command line, which anybody on the machine may read."""
    options = Conninfo.parse(conninfo.encode())
    given = {
        each.envvar.decode(): each.val.decode() for each in options if each.envvar and each.val
    }
    return {**os.environ, **given, "PGCONNECT_TIMEOUT": "10"}


def _first_line(*said: bytes) -> str:
    lines = (line for text in said for line in text.decode(errors="replace").splitlines())
    return next((line for line in lines if line.strip()), "pg_dump failed")
