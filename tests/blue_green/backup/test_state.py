"""The states before anything is made: what they refuse, and how one sees that they are reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.deployment.published import Published
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.databases.postgresql.backup.keeping import backups
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.errors import RefusedError
from migration_safety.flows.blue_green.running.engine import abort, reach
from migration_safety.flows.blue_green.running.journal import Journal
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.states.backed_up import BACKED_UP
from migration_safety.flows.blue_green.states.preflight import PREFLIGHT
from tests.plugins.pairs import Pair

STATES = (PREFLIGHT, BACKED_UP)
PLAN = Deployment(
    Strategy.GATE,
    published=(Published("public", "person", ("id",), ("id",)),),
    digest="0123456789abcdef",
)


def made(pair: Pair, folder: Path, said: list[str], **options: str) -> Run:
    sides = Side("blue", pair.blue), Side("green", pair.green)
    with pair.connect(pair.blue) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS person (id integer PRIMARY KEY)")
    # Other tests of the same servers may prepare transactions meanwhile.
    given = {"accept": "no transaction is prepared", **options}
    journal = Journal.at(folder / "journal.jsonl")
    return Run(PLAN, *sides, journal, options=given, tell=said.append)


def test_both_are_reached_and_the_backup_survives_an_abort(
    newest_pair: Pair, tmp_path: Path
) -> None:
    said: list[str] = []
    options = {"unencrypted": "yes", "scratch": newest_pair.green}
    run = made(newest_pair, tmp_path, said, **options)
    reach(run, STATES, ["preflight"])
    reach(run, STATES, ["backed_up"])
    assert PREFLIGHT.done(run)
    assert run.journal.recall("backed_up").keys() == {"file", "sha256"}
    assert BACKED_UP.done(run)
    abort(run, STATES)
    run.close()
    assert len(backups(tmp_path / "backups")) == 1
    assert not BACKED_UP.done(run)
    assert any("1 tables" in line for line in said)


def test_a_failing_preflight_is_refused_unless_it_is_accepted(
    newest_pair: Pair, tmp_path: Path
) -> None:
    with newest_pair.connect(newest_pair.blue) as connection:
        connection.execute("CREATE TABLE pet (id integer PRIMARY KEY)")
    said: list[str] = []
    run = made(newest_pair, tmp_path, said)
    with pytest.raises(RefusedError, match="every table is in the plan"):
        reach(run, STATES, ["preflight"])
    accepted = "no transaction is prepared, every table is in the plan"
    run.options["accept"] = accepted
    reach(run, STATES, ["preflight"])
    run.close()
    assert "  public.pet is neither sent nor left out" in str(said)


def test_without_a_recipient_nothing_is_begun(newest_pair: Pair, tmp_path: Path) -> None:
    run = made(newest_pair, tmp_path, [])
    with pytest.raises(RefusedError, match="no recipient"):
        reach(run, (BACKED_UP,), ["backed_up"])
    run.close()
    assert run.journal.entries == []
