"""The pre-flight beside a plan: told where the servers can be asked, and no part of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.report import Check, Report, Status
from migration_safety.errors import DeploymentError
from migration_safety.flows.blue_green.preflight import preflight
from migration_safety.flows.blue_green.surroundings import BLUE, GREEN, surroundings

UNASKED = "pre-flight"


def looked(report: Report, environment: Mapping[str, str]) -> Report:
    """The report with what a pre-flight says of the sides that the environment names, if any.

    What it would refuse is a warning here: servers are got ready after a plan is made.
    """
    made = report.deployment
    wanted = made is not None and made.strategy.replicates
    if made is None or not wanted or not all(environment.get(each) for each in (BLUE, GREEN)):
        return report
    return replace(report, checks=(*report.checks, *_checks(made, environment)))


def _checks(made: Deployment, environment: Mapping[str, str]) -> tuple[Check, ...]:
    try:
        found = surroundings(environment)
        with ExitStack() as stack:
            for side in (found.blue, found.green):
                stack.callback(side.forget)
            checks = preflight(
                found.blue, found.green, made, writers=found.writers, consoles=found.consoles
            )
    except DeploymentError as error:
        return (Check(UNASKED, Status.SKIPPED, 0, str(error)),)
    return tuple(_softened(each) for each in checks)


def _softened(check: Check) -> Check:
    if check.status is not Status.FAILED:
        return check
    return replace(check, status=Status.WARNING, message=f"would be refused: {check.message}")
