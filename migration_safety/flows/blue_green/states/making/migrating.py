"""Django's migrate on one side, in a process that ends with the one that started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence

import django
from django.conf import settings
from django.core.management import call_command

from migration_safety.databases.postgresql.connect import parameters
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.databases.postgresql.observe.complaint import complaint
from migration_safety.databases.postgresql.publishing.making.owners import migrator
from migration_safety.databases.postgresql.sandboxes.entry import entry
from migration_safety.errors import DeadlineError, DeploymentError

# The address comes in the environment, which others cannot read, as a command line can be.
ADDRESS = "MIGRATION_SAFETY_MIGRATED"
FAILED = 1


def migrate(
    side: Side,
    targets: Sequence[tuple[str, str]],
    *,
    alias: str,
    tell: Callable[[str], None],
    within: float,
) -> None:
    """Migrate a side to the targets (app, migration), as the project's alias of that name.

    In the role that owns Django's table of migrations: what is made anew belongs to the
    application as what was there does, and not to the driver.

    Raises DeploymentError with Django's reason, DeadlineError.
    """
    name = side.connection.info.dbname
    command = [sys.executable, "-m", __name__, alias, name, migrator(side.connection)]
    command += [".".join(each) for each in targets]
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
            f"migrate on {side.name} has taken longer than {within:g} s.", "Run the step again."
        )
    if child.returncode:
        raise DeploymentError(
            f"migrate on {side.name} failed: {said}.",
            "Mend that and run the step again; if it was not atomic, --abort and begin again.",
        )


def main(alias: str, name: str, role: str, targets: Sequence[str]) -> int:
    """In the process of its own: go to each target; the last line says why that failed."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    databases = settings.DATABASES
    # The address of a service does not tell the database's name, which Django wants.
    address = {"dbname": name, **parameters(os.environ.pop(ADDRESS))}
    databases[alias] = entry(databases.get(alias, {}), address)
    if role:
        databases[alias]["OPTIONS"]["assume_role"] = role
    django.setup()
    try:
        for target in targets:
            app, _, migration = target.partition(".")
            call_command("migrate", app, migration or "zero", database=alias, interactive=False)
    except Exception as error:
        # Whatever a migration raises; what a driver says of a row's values is left out.
        print(complaint(error))
        return FAILED
    return 0


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


if __name__ == "__main__":
    asked, database, owner, *wanted = sys.argv[1:]
    sys.exit(main(asked, database, owner, wanted))
