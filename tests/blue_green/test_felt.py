"""What green is watched by after the switch, and what counts as a reason to go back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.errors import ProxyError, RefusedError
from migration_safety.flows.blue_green.running.journal import Journal
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.states.afterwards import felt, soaked
from migration_safety.flows.blue_green.states.afterwards.felt import Second

ASKED = {"error_rate": 0.01, "latency": 1.0}
FINE, FAILING, SLOW = Second(0, (0.1,)), Second(1, (0.1,)), Second(0, (2.0,))


@pytest.fixture
def run(tmp_path: Path) -> Run:
    sides = Side("blue", ""), Side("green", "")
    journal = Journal.at(tmp_path / "journal.jsonl")
    return Run(Deployment(Strategy.GATE), *sides, journal, log=tmp_path / "log")


def logged(run: Run, *answers: tuple[int, float], watched: felt.Felt) -> str:
    assert run.log is not None
    with run.log.open("a") as log:
        for status, seconds in answers:
            log.write(f"{time.time()}\t{status}\t{seconds}\tgreen\tGET\t{status}\n")
    return watched.trouble(**ASKED)


def test_errors_and_latency_of_the_log_are_rates_of_enough_requests(run: Run) -> None:
    watched = felt.felt(run)
    assert logged(run, *[(502, 0.1)] * 5, watched=watched) == ""
    assert logged(run, *[(200, 0.1)] * 15, watched=watched).startswith("5 of 20 requests failed")
    watched = felt.felt(run)
    assert logged(run, *[(404, 0.1)] * 96, *[(200, 3.0)] * 4, watched=watched) == ""
    slow = logged(run, *[(200, 3.0)] * 4, watched=watched)
    assert slow == "the 95th percentile of latency is 3.0 s"


@pytest.mark.parametrize(("bad", "says"), [(FAILING, "requests failed"), (SLOW, "latency is 2.0")])
def test_one_bad_answer_of_the_health_view_is_an_accident(
    run: Run, monkeypatch: pytest.MonkeyPatch, bad: Second, says: str
) -> None:
    seconds: Iterator[Second] = iter([FINE, bad, FINE, bad, bad, bad])
    monkeypatch.setattr(felt, "_healthy", lambda url: next(seconds))
    run.log, run.health = None, "http://site/health/db/"
    watched = felt.felt(run)
    assert [watched.trouble(**ASKED) for _ in range(5)] == [""] * 5
    said = watched.trouble(**ASKED)
    assert says in said
    assert said.endswith("3 times in a row")


@pytest.mark.parametrize("health", ["", "site/health/db/", "file:///etc/hostname"])
def test_without_a_log_it_wants_an_address_of_the_site(run: Run, health: str) -> None:
    run.log, run.health = None, health
    with pytest.raises(RefusedError, match="MIGRATION_SAFETY_LOG"):
        soaked.check(run)


def test_a_log_that_is_not_there_is_told(run: Run, tmp_path: Path) -> None:
    run.log = tmp_path / "access.log"
    with pytest.raises(ProxyError, match=r"access\.log cannot be read"):
        soaked.check(run)
