"""Constraints that promise less than they seem to."""

from __future__ import annotations

from migration_safety.checks.constraints import ENFORCED, VALIDATED, constraint_checks
from migration_safety.core.catalog.relation import Catalog
from migration_safety.core.report import Status
from tests.checks.conftest import Database

NOT_VALID = "ALTER TABLE item ADD CONSTRAINT small CHECK (id < 1000) NOT VALID"


def test_sound_constraints_pass_with_a_count(each_version: Database) -> None:
    checks = each_version.checks(constraint_checks)

    assert [(check.status, check.examined) for check in checks.values()] == [(Status.PASSED, 2)] * 2


def test_without_constraints_nothing_is_examined() -> None:
    assert {check.status for check in constraint_checks(Catalog())} == {Status.SKIPPED}


def test_a_constraint_left_not_valid_is_warned_of(each_version: Database) -> None:
    each_version.run(NOT_VALID)

    check = each_version.checks(constraint_checks)[VALIDATED]

    assert check.status is Status.WARNING
    assert "VALIDATE CONSTRAINT small" in check.details[0]


def test_a_constraint_that_the_plan_validates_is_fine(database: Database) -> None:
    database.run(NOT_VALID)

    validated, _ = constraint_checks(database.catalog(), {("item", "small")})

    assert validated.status is Status.PASSED
    assert validated.details == ("noted: small on item: a selected migration validates it",)


def test_a_constraint_that_is_not_enforced_is_warned_of(database: Database) -> None:
    database.run("ALTER TABLE item ADD CONSTRAINT small CHECK (id < 1000) NOT ENFORCED")

    checks = database.checks(constraint_checks)

    assert checks[ENFORCED].status is Status.WARNING
    assert checks[VALIDATED].status is Status.PASSED
