"""A whole rehearsal of civicpulse's newest release, by the command of its documentation."""

from __future__ import annotations

import json

import pytest

from migration_safety.proxies.running.installed import missing
from tests.plugins.civic import Civic

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {', '.join(missing())}"),
]
REHEARSE = ("plan_blue_green", "--rehearse", "--rate", "30", "--settle", "1", "--format", "json")


@pytest.fixture
def in_production(database_url: str) -> Civic:
    """civicpulse with the release before the newest."""
    civic = Civic(database_url)
    assert civic.run("migrate_to_release").returncode == 0
    return civic


def test_a_switch_a_way_back_and_another_switch_lose_no_write(in_production: Civic) -> None:
    done = in_production.run(*REHEARSE, "--strategy", "gate")
    assert done.returncode == 0, done.stdout or done.stderr
    report = json.loads(done.stdout)
    turns = [each["name"] for each in report["rehearsal"]["turns"]]
    assert turns == ["switch", "rollback", "second switch"]
    assert all(each["pause"] > 0 for each in report["rehearsal"]["turns"])
    assert {each["status"] for each in report["checks"]} == {"passed"}


def test_a_release_for_one_database_is_not_rehearsed(in_production: Civic) -> None:
    done = in_production.run(*REHEARSE)
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no switch to rehearse" in done.stderr
