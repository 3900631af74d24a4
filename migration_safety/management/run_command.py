"""Carry out what somebody asks of a plan that was written before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from migration_safety.flows.blue_green import driving
from migration_safety.flows.blue_green.opening import under_way
from migration_safety.flows.blue_green.situation import situation
from migration_safety.management.options.run_arguments import orders
from migration_safety.reports.deployment import situation as shown


def carry_out(action: str, options: Mapping[str, Any], write: Callable[[str], None]) -> None:
    """One of run, resume, abort, status and rollback; a line with the time for all that is done.

    Raises DeploymentError and PlanError.
    """
    asked = orders(options)
    if action == "status":
        render = shown.document if options["format"] == "json" else shown.text
        write(render(situation(asked)))
        return
    with under_way(asked, lambda line: write(f"{datetime.now():%H:%M:%S} {line}")) as run:
        if options["dry_run"]:
            write("\n".join(driving.script(run, action, options["run"] or "")))
        elif action == "run":
            driving.step(run, options["run"])
        else:
            WAYS[action](run)


WAYS = {
    "resume": driving.resume,
    "abort": driving.abort,
    "rollback": driving.rollback,
}
