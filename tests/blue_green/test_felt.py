"""What green is watched by after the switch: refused before it begins where nothing answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.errors import ProxyError, RefusedError
from migration_safety.flows.blue_green.running.journal import Journal
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.states.afterwards import soaked


@pytest.fixture
def run(tmp_path: Path) -> Run:
    sides = Side("blue", ""), Side("green", "")
    return Run(Deployment(Strategy.GATE), *sides, Journal.at(tmp_path / "journal.jsonl"))


@pytest.mark.parametrize("health", ["", "site/health/db/", "file:///etc/hostname"])
def test_without_a_log_it_wants_an_address_of_the_site(run: Run, health: str) -> None:
    run.health = health
    with pytest.raises(RefusedError, match="MIGRATION_SAFETY_LOG"):
        soaked.check(run)


def test_a_log_that_is_not_there_is_told(run: Run, tmp_path: Path) -> None:
    run.log = tmp_path / "access.log"
    with pytest.raises(ProxyError, match=r"access\.log cannot be read"):
        soaked.check(run)
