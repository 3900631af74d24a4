"""The checklist: what was examined, and how many of it; nothing examined is skipped."""

from __future__ import annotations

from collections.abc import Iterable

from migration_safety.core.plan import Plan
from migration_safety.core.report import Check, Status
from migration_safety.flows.compatibility import releases


def checklist(plan: Plan) -> tuple[Check, ...]:
    """One line for each kind of thing that the study looks at."""
    statements = [each for migration in plan.migrations for each in migration.statements()]
    ran = [each for each in statements if each.seconds is not None]
    unknown = [each.unknown for each in statements if each.unknown]
    failed = [f"{each.sql or 'operation'}: {each.error}" for each in statements if each.error]
    return (
        _check("statements understood", len(statements), unknown, worst=Status.WARNING),
        _check("statements that a server ran", len(ran), failed, worst=Status.FAILED),
        releases(plan),
    )


def _check(name: str, examined: int, wrong: Iterable[str], *, worst: Status) -> Check:
    details = tuple(dict.fromkeys(wrong))
    if not examined:
        return Check(name, Status.SKIPPED, 0, "nothing examined")
    status = worst if details else Status.PASSED
    return Check(
        name, status, examined, f"{len(details)} of {examined} not" if details else "all", details
    )
