"""Release compatibility as a line of the checklist."""

from __future__ import annotations

from migration_safety.core.plan import Plan
from migration_safety.core.report import Check, Status

NAME = "release compatibility"


def releases(plan: Plan) -> Check:
    """How many statements of both releases were probed; what could not be is told."""
    every = [plan.compatibility, *(each.compatibility for each in plan.migrations)]
    found = [each for each in every if each]
    tried = sum(each.tried for each in found)
    unknown = [
        f"{probe.verb} {probe.model}: {probe.unknown}" for each in found for probe in each.unknown
    ]
    if not tried and not unknown:
        return Check(NAME, Status.SKIPPED, 0, "no statement probed")
    details = tuple(dict.fromkeys(unknown))
    message = f"{tried} statements probed"
    if details:
        message += f", {len(details)} not"
    return Check(NAME, Status.WARNING if details else Status.PASSED, tried, message, details)
