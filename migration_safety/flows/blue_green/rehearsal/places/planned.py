"""The plan that is rehearsed: made against the rehearsal's own blue, as against production."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.deployment.document import SCHEMA, hashed, plain
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.core.report import Report
from migration_safety.databases.postgresql.rehearsing.canary import shim
from migration_safety.databases.postgresql.rehearsing.server import Address
from migration_safety.errors import RehearsalError
from migration_safety.flows.blue_green.planning.plan import plan
from migration_safety.flows.blue_green.rehearsal.places.blue import led
from migration_safety.flows.blue_green.rehearsal.request import Request
from migration_safety.reading.replay import confined


def planned(
    request: Request, blue: Address, tell: Callable[[str], None]
) -> tuple[Report, Deployment]:
    """Its report, and the deployment: the tables of the load are among those published.

    Raises RehearsalError where the release is not one for two databases.
    """
    alias = request.planned.alias
    with confined(alias, led(alias, blue)):
        report = plan(request.planned, tell)
    found = report.deployment
    if found is None:
        raise RehearsalError("Nothing is pending: there is no deployment to rehearse.")
    if not found.strategy.replicates:
        raise RehearsalError(
            f'The plan is to ship "{found.strategy}": there is no switch to rehearse.',
            "To rehearse one all the same: --strategy gate."
            if found.strategy is Strategy.IN_PLACE
            else "Split the release as the plan says.",
        )
    return report, hashed(replace(request.amend(found), shims=(*found.shims, shim())))


def written(deployment: Deployment, folder: Path) -> Path:
    """The plan's file, for its run."""
    path = folder / "plan.json"
    path.write_text(json.dumps({"schema": SCHEMA, "deployment": plain(deployment)}), "utf-8")
    return path
