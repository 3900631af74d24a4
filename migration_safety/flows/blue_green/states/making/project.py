"""The project on one side, in a process of its own, which ends with the one that started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence

import django
from django.conf import settings

from migration_safety.databases.postgresql.connect import parameters
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.databases.postgresql.publishing.making.owners import migrator
from migration_safety.databases.postgresql.sandboxes.entry import entry
from migration_safety.errors import DeadlineError

# The address comes in the environment, which others cannot read, as a command line can be.
ADDRESS = "MIGRATION_SAFETY_PROJECT"
FAILED = 1


def run_there(
    module: str,
    side: Side,
    arguments: Sequence[str],
    *,
    alias: str,
    tell: Callable[[str], None],
    within: float,
) -> str:
    """Run a module that calls `settle` with what the project's alias of that name is on a side.

    In the role that owns Django's table of migrations, as the application comes.  Every line that
    it prints is told.  Returns "" where it ended well, else the last one.  Raises DeadlineError.
    """
    name = side.connection.info.dbname
    command = [sys.executable, "-m", module, alias, name, migrator(side.connection), *arguments]
    address = {ADDRESS: side.conninfo, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        command,
        env={**os.environ, **address},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as child:
        overdue = threading.Timer(within, child.kill)
        overdue.start()
        try:
            said = _told(child, tell)
        finally:
            overdue.cancel()
            child.kill()
    if child.returncode == -signal.SIGKILL:
        raise DeadlineError(
            f"The project's code on {side.name} has taken longer than {within:g} s.",
            "Run the step again.",
        )
    return said if child.returncode else ""


def settle(alias: str, name: str, role: str) -> None:
    """In that process: lead the alias to the side's database of that name, and set Django up."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    databases = settings.DATABASES
    # The address of a service does not tell the database's name, which Django wants.
    address = {"dbname": name, **parameters(os.environ.pop(ADDRESS))}
    databases[alias] = entry(databases.get(alias, {}), address)
    if role:
        databases[alias]["OPTIONS"]["assume_role"] = role
    django.setup()


def _told(child: subprocess.Popen[str], tell: Callable[[str], None]) -> str:
    said = ""
    for line in child.stdout or ():
        said = line.strip() or said
        tell(f"  {line.rstrip()}")
    child.wait()
    return said


def _end_with_parent() -> None:
    """A migration without its driver would go on beside the one that is resumed."""
    sys.stdin.read()
    os._exit(FAILED)
