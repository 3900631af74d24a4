"""A program of PostgreSQL's as our child: what it is told, and what it says when it fails."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO

from psycopg.pq import Conninfo

from migration_safety.databases.postgresql.connect import parameters

PIPE = subprocess.PIPE
# What follows may be a value out of a row: 'invalid input syntax for type integer: "..."'.
VALUE = re.compile(r': ".*')
ERROR = re.compile(r"(?:pg_dump|pg_restore): error: (.*)")


def environment(address: str) -> dict[str, str]:
    """libpq's variables for an address: command lines can be read by everybody, these cannot."""
    wanted = parameters(address)
    known = {each.keyword.decode(): each.envvar for each in Conninfo.get_defaults()}
    said = {
        variable.decode(): value for name, value in wanted.items() if (variable := known.get(name))
    }
    return {**os.environ, **said, "PGAPPNAME": "migration_safety", "LC_ALL": "C"}


@dataclass(frozen=True, slots=True)
class Child:
    """A running program, and the file that takes what it says."""

    process: subprocess.Popen[bytes]
    said: IO[bytes]

    def errors(self) -> list[str]:
        """Wait for its end; its complaints, without the values that some of them quote."""
        status = self.process.wait()
        self.said.seek(0)
        text = self.said.read().decode(errors="replace")
        found = [VALUE.sub("", each) for each in ERROR.findall(text)]
        # What a later line counts has been told.
        return found if found or status == 0 else [f"ended with status {status}"]


@contextmanager
def child(
    command: Sequence[str],
    env: dict[str, str],
    *,
    stdin: int | None = None,
    stdout: int | None = None,
) -> Iterator[Child]:
    """Run a program, which ends with the block at the latest."""
    with TemporaryFile() as said:
        process = subprocess.Popen(
            command, env=env, stdin=stdin or subprocess.DEVNULL, stdout=stdout, stderr=said
        )
        try:
            yield Child(process, said)
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """On SIGTERM the programs cancel what the server does for them."""
    for pipe in (process.stdin, process.stdout):
        # What is left to be written goes nowhere where nobody reads any more.
        with suppress(BrokenPipeError):
            if pipe:
                pipe.close()
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
