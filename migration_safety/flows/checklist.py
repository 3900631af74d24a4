"""The checklist: what was examined, and how many of it; nothing examined is skipped."""

from __future__ import annotations

from collections.abc import Iterable

from migration_safety.core.plan import Plan
from migration_safety.core.report import Check, Status


def checklist(plan: Plan) -> tuple[Check, ...]:
    """One line for each kind of thing that the study looks at."""
    statements = [each for migration in plan.migrations for each in migration.statements()]
    failed = [f"{each.sql or 'operation'}: {each.error}" for each in statements if each.error]
    unknown = [each.unknown for each in statements if each.unknown]
    seen = sum(effect.witness == "observed" for each in statements for effect in each.effects)
    return (
        _check("statements run", len(statements), failed, worst=Status.FAILED),
        _check("statements understood", len(statements), unknown, worst=Status.WARNING),
        _check("effects observed on a server", seen, [], worst=Status.WARNING),
    )


def _check(name: str, examined: int, wrong: Iterable[str], *, worst: Status) -> Check:
    details = tuple(dict.fromkeys(wrong))
    if not examined:
        return Check(name, Status.SKIPPED, 0, "nothing examined")
    status = worst if details else Status.PASSED
    return Check(
        name, status, examined, f"{len(details)} of {examined} not" if details else "all", details
    )
