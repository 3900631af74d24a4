"""The journal of a run: on disk before anything happens, and whole after any crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from migration_safety.errors import JournalError, RefusedError
from migration_safety.flows.blue_green.running.journal import Event, Journal
from migration_safety.flows.blue_green.running.lease import lease


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


def test_what_was_written_is_read_by_the_next_process(path: Path) -> None:
    Journal.at(path).write("fenced", Event.BEGUN, lsn="0/15D5A40")
    again = Journal.at(path)
    assert again.touched("fenced")
    assert again.recall("fenced") == {"lsn": "0/15D5A40"}


def test_a_state_taken_back_is_not_reached_and_remembers_nothing(path: Path) -> None:
    journal = Journal.at(path)
    for event in (Event.BEGUN, Event.REACHED, Event.UNDONE):
        journal.write("fenced", event, nonce="a")
    assert not journal.reached("fenced")
    assert not journal.touched("fenced")
    assert journal.recall("fenced") == {}


def test_a_line_that_a_crash_cut_short_is_left_out_and_written_over(path: Path) -> None:
    Journal.at(path).write("copying", Event.BEGUN)
    with path.open("ab") as file:
        file.write(b'{"at": "2026-11-23T10:00')
    Journal.at(path).write("copying", Event.REACHED)
    assert [each.event for each in Journal.at(path).entries] == [Event.BEGUN, Event.REACHED]


def test_an_edited_line_is_told_by_its_number(path: Path) -> None:
    path.write_text('{"state": "copying"}\n')
    with pytest.raises(JournalError, match="Line 1 of the journal"):
        Journal.at(path)


def test_a_journal_that_cannot_be_written_stops_the_run(path: Path) -> None:
    journal = Journal.at(path)
    path.mkdir()
    with pytest.raises(JournalError, match="cannot be written"):
        journal.write("copying", Event.BEGUN)
    assert not journal.touched("copying")


def test_two_runs_at_once_are_refused(tmp_path: Path) -> None:
    with lease(tmp_path), pytest.raises(RefusedError, match="Another process"), lease(tmp_path):
        pass


def test_the_next_run_has_the_lease(tmp_path: Path) -> None:
    with lease(tmp_path):
        pass
    with lease(tmp_path):
        assert (tmp_path / "lease").exists()
