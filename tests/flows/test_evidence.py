"""Observation replaces prediction, and rules judge what was really sent."""

from __future__ import annotations

from migration_safety.core.report import Report
from migration_safety.flows.safety.study import study
from tests.plugins.servers import Server


def observed(server: Server, app: str, migration: str) -> Report:
    return study(app_label=app, migration=migration, observe=True, sandbox=server.url())


def test_the_queries_of_python_are_judged(newest: Server, reachable: None) -> None:
    report = observed(newest, "people", "0014")

    found = {finding.rule: finding.message for finding in report.findings}
    assert "rows of people_person are updated" in found["MS110"]
    assert not report.unknown


def test_python_that_can_be_read_is_judged_without_a_sandbox(reachable: None) -> None:
    report = study(app_label="people", migration="0014")

    assert report.unknown == ()
    assert {"MS110", "MS502"} <= {finding.rule for finding in report.findings}


def test_a_lock_held_already_is_still_the_statements_own(newest: Server, reachable: None) -> None:
    (migration,) = observed(newest, "voters", "0006").plan.migrations
    (again,) = [each for each in migration.statements() if '"record_id" TYPE bigint' in each.sql]

    (effect,) = [each for each in again.effects if each.table == "voters_participation"]
    assert (effect.lock, effect.rewrites) == ("ACCESS EXCLUSIVE", True)
    assert effect.witness == "observed"


def test_the_report_names_the_server_that_was_observed(newest: Server, reachable: None) -> None:
    environment = observed(newest, "contenttypes", "0001").environment

    assert (environment.version, environment.witness) == (str(newest.version), "observed")
