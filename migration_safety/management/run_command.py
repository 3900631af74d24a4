"""Carry out what somebody asks of a plan that was written before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import OutputWrapper

from migration_safety.flows.blue_green import driving
from migration_safety.flows.blue_green.opening import under_way
from migration_safety.flows.blue_green.situation import situation
from migration_safety.management.delivery import say, write_out
from migration_safety.management.options.run_arguments import orders
from migration_safety.reports.deployment import situation as shown


def carry_out(action: str, options: Mapping[str, Any], stream: OutputWrapper) -> None:
    """One of run, resume, abort, status and rollback; a line with the time, in UTC, for all that
    is done.

    Raises DeploymentError and PlanError.
    """
    asked = orders(options)
    if action == "status":
        render = shown.document if options["format"] == "json" else shown.text
        write_out(render(situation(asked)), stream)
        return
    with under_way(asked, lambda line: say(f"{datetime.now(UTC):%H:%M:%SZ} {line}", stream)) as run:
        if options["dry_run"]:
            write_out("\n".join(driving.script(run, action, options["run"] or "")) + "\n", stream)
        elif action == "run":
            driving.step(run, options["run"])
        else:
            WAYS[action](run)


WAYS = {
    "resume": driving.resume,
    "abort": driving.abort,
    "rollback": driving.rollback,
}
