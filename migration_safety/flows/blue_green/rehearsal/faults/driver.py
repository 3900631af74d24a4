"""The driver of a run as a process of its own, which may be killed."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import django

from migration_safety.errors import MigrationSafetyError
from migration_safety.flows.blue_green import driving
from migration_safety.flows.blue_green.opening import Orders, under_way
from migration_safety.flows.blue_green.running.limits import Limits

# The limits and the options of the run, as JSON.
VARIABLE = "MIGRATION_SAFETY_REHEARSED_RUN"
FAILED = 1


def drive(action: str, name: str, plan: Path, folder: Path) -> int:
    """Whether it came to its end; the last line says why not."""
    told = json.loads(os.environ[VARIABLE])
    orders = Orders(
        plan,
        os.environ,
        folder,
        confirmed=told["confirmed"],
        limits=Limits(**told["limits"]),
        options=told["options"],
    )
    try:
        with under_way(orders, print) as run:
            if action == "run":
                driving.step(run, name)
            else:
                getattr(driving, action)(run)
    except MigrationSafetyError as error:
        print(error)
        return FAILED
    return 0


if __name__ == "__main__":
    django.setup()
    _, action, name, plan, folder = sys.argv
    sys.exit(drive(action, name, Path(plan), Path(folder)))
