"""Constraints that promise less than they seem to."""

from __future__ import annotations

from collections.abc import Collection

from migration_safety.checks.outcome import outcome
from migration_safety.core.catalog.relation import Catalog, Constraint
from migration_safety.core.report import Check, Status

VALIDATED = "constraints are validated"
ENFORCED = "constraints are enforced"
NAMES = (VALIDATED, ENFORCED)
KINDS = ("FOREIGN KEY", "CHECK")
NONE = "the database has no foreign key and no check"


def constraint_checks(
    catalog: Catalog, validating: Collection[tuple[str, str]] = ()
) -> tuple[Check, ...]:
    """`validating` are the (table, constraint) that selected migrations are about to validate."""
    found = list(catalog.constraints(*KINDS))
    idle = [each for each in found if not each.enforced]
    open_ = [each for each in found if each.enforced and not each.validated]
    planned = [each for each in open_ if (each.table, each.name) in validating]
    return (
        outcome(
            VALIDATED,
            len(found),
            [_unvalidated(each) for each in open_ if each not in planned],
            worst=Status.WARNING,
            told=[
                f"{each.name} on {each.table}: a selected migration validates it"
                for each in planned
            ],
            none=NONE,
        ),
        outcome(
            ENFORCED, len(found), [_idle(each) for each in idle], worst=Status.WARNING, none=NONE
        ),
    )


def _unvalidated(constraint: Constraint) -> str:
    return (
        f"{constraint.name} on {constraint.table} is NOT VALID: older rows may break it, and the"
        " planner does not rely on it. ValidateConstraint in a migration of its own, or"
        f" ALTER TABLE {constraint.table} VALIDATE CONSTRAINT {constraint.name}."
    )


def _idle(constraint: Constraint) -> str:
    return (
        f"{constraint.name} on {constraint.table} is NOT ENFORCED: it guarantees nothing."
        " Enforce it, or remove it."
    )
