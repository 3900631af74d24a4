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


def test_a_switch_a_way_back_and_another_switch_lose_no_write(database_url: str) -> None:
    civic = Civic(database_url)
    assert civic.run("migrate_to_release").returncode == 0
    done = civic.run(*REHEARSE, "--strategy", "gate")
    assert done.returncode == 0, done.stdout or done.stderr
    report = json.loads(done.stdout)
    turns = [each["name"] for each in report["rehearsal"]["turns"]]
    assert turns == ["switch", "rollback", "second switch"]
    assert all(each["pause"] > 0 for each in report["rehearsal"]["turns"])
    assert {each["status"] for each in report["checks"]} == {"passed"}
