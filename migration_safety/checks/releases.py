"""Release compatibility as a line of the checklist."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.plan import Plan
from migration_safety.core.releases.compatibility import Compatibility
from migration_safety.core.report import Check, Status

NAME = "release compatibility"


def releases(plan: Plan) -> Check:
    """How many statements of both releases were probed; how many fail, and which could not be."""
    every = [(str(each), each.compatibility) for each in plan.migrations]
    found = [(name, it) for name, it in (*every, ("the deploy", plan.compatibility)) if it]
    tried = sum(each.tried for _, each in found)
    unknown = [line for name, each in found for line in _unknown(name, each)]
    failing = sum(len(each.broken) + len(each.lost) for _, each in found)
    if not tried and not unknown:
        return Check(NAME, Status.SKIPPED, 0, "no statement probed")
    says = [f"{failing} fail after the migration"] if failing else []
    says += [f"{len(unknown)} not probed"] if unknown else []
    status = Status.WARNING if says else Status.PASSED
    message = ", ".join(says) or "all work after the migration"
    return Check(NAME, status, tried, message, tuple(unknown))


def _unknown(name: str, has: Compatibility) -> Iterator[str]:
    for probe in has.unknown:
        yield f"{name}: {probe.verb} {probe.model} not probed: {probe.unknown}"
