"""The statements of the selected migrations: understood, and run where a server could be had."""

from __future__ import annotations

from migration_safety.checks.outcome import outcome
from migration_safety.core.plan import Plan
from migration_safety.core.report import Check, Status

UNDERSTOOD = "statements understood"
RAN = "statements that a server ran"


def statement_checks(plan: Plan) -> tuple[Check, ...]:
    """One line for each kind of thing that the study looks at."""
    statements = [each for migration in plan.migrations for each in migration.statements()]
    ran = [each for each in statements if each.seconds is not None]
    unknown = [each.unknown for each in statements if each.unknown]
    failed = [f"{each.sql or 'operation'}: {each.error}" for each in statements if each.error]
    return (
        outcome(UNDERSTOOD, len(statements), unknown, worst=Status.WARNING),
        outcome(RAN, len(ran), failed),
    )
