"""Copies of the journal on both sides, for the day on which the state directory is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.databases.postgresql.deploying import turn as turns
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.errors import JournalError, RefusedError
from migration_safety.flows.blue_green.running.copies import (
    announce,
    copy,
    forget,
    look,
    recover,
    refuse_stale,
)
from migration_safety.flows.blue_green.running.journal import Event, Journal
from migration_safety.flows.blue_green.running.run import Run
from tests.plugins.pairs import Pair

DEPLOYMENT = Deployment(Strategy.GATE, digest="0123456789abcdef")


def made(pair: Pair, folder: Path) -> Run:
    folder.mkdir()
    journal = Journal.at(folder / "journal.jsonl")
    sides = Side("blue", pair.blue), Side("green", pair.green)
    return Run(DEPLOYMENT, *sides, journal, tell=lambda line: None)


@pytest.fixture
def run(newest_pair: Pair, tmp_path: Path) -> Run:
    return made(newest_pair, tmp_path / "first")


def test_a_lost_journal_comes_back(run: Run, newest_pair: Pair, tmp_path: Path) -> None:
    run.journal.write("copying", Event.REACHED, rows="7")
    copy(run)
    later = made(newest_pair, tmp_path / "second")
    assert recover(later)
    assert Journal.at(later.journal.path).recall("copying") == {"rows": "7"}


def test_what_was_announced_counts_as_begun(run: Run, newest_pair: Pair, tmp_path: Path) -> None:
    announce(run, ["holding", "fenced"])
    later = made(newest_pair, tmp_path / "second")
    recover(later)
    assert later.journal.touched("fenced")
    assert not run.journal.touched("fenced")


def test_what_happened_takes_the_place_of_what_was_announced(
    run: Run, newest_pair: Pair, tmp_path: Path
) -> None:
    announce(run, ["holding", "fenced"])
    run.journal.write("holding", Event.BEGUN)
    run.journal.write("holding", Event.UNDONE)
    copy(run)
    later = made(newest_pair, tmp_path / "second")
    recover(later)
    assert not later.journal.touched("holding")
    assert not later.journal.touched("fenced")


def test_a_journal_that_is_there_counts_more_than_its_copy(run: Run) -> None:
    run.journal.write("copying", Event.BEGUN)
    copy(run)
    run.journal.write("copying", Event.REACHED)
    assert not recover(run)
    assert run.journal.reached("copying")


def test_a_journal_that_the_run_has_left_behind_is_refused(
    run: Run, newest_pair: Pair, tmp_path: Path
) -> None:
    run.journal.write("copying", Event.REACHED)
    announce(run, ["frozen"])
    refuse_stale(run)
    later = made(newest_pair, tmp_path / "second")
    recover(later)
    refuse_stale(later)
    run.journal.write("frozen", Event.BEGUN)
    run.journal.write("frozen", Event.REACHED)
    copy(run)
    refuse_stale(run)
    with pytest.raises(JournalError, match=r"lacks 1 lines of its copy on blue"):
        refuse_stale(later)


def test_two_drivers_do_not_go_at_once(newest_pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "WITHIN", 0.1)
    blue = Side("blue", newest_pair.blue)
    refused = pytest.raises(RefusedError, match=r"at work: pid \d+ on blue")
    with turns.turn(blue), refused, turns.turn(blue):
        pass
    with turns.turn(blue), turns.turn(Side("blue", newest_pair.green)):
        pass


def test_a_side_that_does_not_answer_is_told_and_stops_nothing(run: Run) -> None:
    told: list[str] = []
    run.green, run.tell = Side("green", "host=127.0.0.1 port=1"), told.append
    copy(run)
    assert told == [f"green took no copy of the journal; the one in {run.journal.path} counts."]


def test_who_only_looks_reads_the_copy_and_leaves_the_file_alone(
    run: Run, newest_pair: Pair, tmp_path: Path
) -> None:
    run.journal.write("copying", Event.REACHED)
    copy(run)
    later = made(newest_pair, tmp_path / "second")
    look(later)
    assert later.journal.reached("copying")
    assert not later.journal.path.exists()


def test_nothing_of_the_copies_is_left(run: Run, newest_pair: Pair) -> None:
    run.journal.write("copying", Event.BEGUN)
    copy(run)
    forget(run)
    assert gone(newest_pair)


def test_nothing_is_left_of_a_step_that_was_refused_before_any_other(
    run: Run, newest_pair: Pair
) -> None:
    announce(run, ["holding", "fenced"])
    copy(run)
    assert gone(newest_pair)


def gone(pair: Pair) -> bool:
    with pair.connect(pair.blue) as blue:
        found = blue.execute("SELECT to_regnamespace('migration_safety_deploy')")
        return found.fetchone() == (None,)
