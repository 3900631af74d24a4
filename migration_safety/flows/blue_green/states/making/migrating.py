"""Django's migrate on one side."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from django.core.management import call_command

from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.databases.postgresql.observe.complaint import complaint
from migration_safety.errors import DeploymentError
from migration_safety.flows.blue_green.states.making.project import FAILED, run_there, settle


def migrate(
    side: Side,
    targets: Sequence[tuple[str, str]],
    *,
    alias: str,
    tell: Callable[[str], None],
    within: float,
) -> None:
    """Migrate a side to the targets (app, migration), as the project's alias of that name.

    What is made anew belongs to the application as what was there does, and not to the driver.
    Raises DeploymentError with Django's reason, DeadlineError.
    """
    named = [".".join(each) for each in targets]
    if said := run_there(__name__, side, named, alias=alias, tell=tell, within=within):
        raise DeploymentError(
            f"migrate on {side.name} failed: {said}.",
            "Mend that and run the step again; if it was not atomic, --abort and begin again.",
        )


def main(alias: str, name: str, role: str, targets: Sequence[str]) -> int:
    """In the process of its own: go to each target; the last line says why that failed."""
    settle(alias, name, role)
    try:
        for target in targets:
            app, _, migration = target.partition(".")
            call_command("migrate", app, migration or "zero", database=alias, interactive=False)
    except Exception as error:
        # Whatever a migration raises; what a driver says of a row's values is left out.
        print(complaint(error))
        return FAILED
    return 0


if __name__ == "__main__":
    asked, database, owner, *wanted = sys.argv[1:]
    sys.exit(main(asked, database, owner, wanted))
