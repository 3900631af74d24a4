"""The engine goes forward, on after a crash, and back to where nothing was."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.errors import MigrationSafetyError, RefusedError
from migration_safety.flows.blue_green.running.engine import (
    abort,
    broken_off,
    reach,
    resume,
    rollback,
    standing,
)
from migration_safety.flows.blue_green.running.journal import Journal
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.state import State

DEPLOYMENT = Deployment(Strategy.GATE, digest="0123456789abcdef")
NAMES = ("copied", "held", "open", "ended")


@dataclass
class World:
    """What states of these tests change; `broken` fail, `killed` end the process."""

    there: list[str] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    killed: set[str] = field(default_factory=set)

    def states(self) -> list[State]:
        return [self.state(name) for name in NAMES]

    def state(self, name: str) -> State:
        def act(run: Run) -> None:
            if name not in self.there:
                self.there.append(name)
            if name in self.broken:
                raise MigrationSafetyError(f"{name} is broken")
            if name in self.killed:
                raise SystemExit(9)

        def undo(run: Run) -> None:
            if name in self.there:
                self.there.remove(name)

        return State(
            name,
            f"Be {name}",
            act,
            lambda run: name in self.there,
            undo=undo,
            commits=name == "open",
            token=name == "ended",
        )


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    journal = Journal.at(tmp_path / "journal.jsonl")
    return Run(DEPLOYMENT, Side("blue", ""), Side("green", ""), journal, tell=lambda line: None)


def test_a_state_is_refused_before_those_it_stands_on(run: Run, world: World) -> None:
    with pytest.raises(RefusedError, match="--run copied"):
        reach(run, world.states(), ["held"])
    assert world.there == []


def test_states_are_reached_in_their_order(run: Run, world: World) -> None:
    reach(run, world.states(), ["copied"])
    reach(run, world.states(), ["held", "open"])
    assert world.there == ["copied", "held", "open"]
    assert [each.told for each in standing(run, world.states())] == ["reached"] * 3 + [""]


def test_what_is_done_is_not_done_again(run: Run, world: World) -> None:
    reach(run, world.states(), ["copied"])
    world.broken.add("copied")
    reach(run, world.states(), ["copied"])
    assert world.there == ["copied"]


def test_what_is_gone_from_the_servers_is_done_again(run: Run, world: World) -> None:
    reach(run, world.states(), ["copied"])
    world.there.clear()
    reach(run, world.states(), ["copied"])
    assert world.there == ["copied"]


def test_what_is_refused_when_it_is_done_again_is_not_half_done(run: Run, world: World) -> None:
    def refuse(run: Run) -> None:
        raise RefusedError("not now")

    reach(run, world.states(), ["copied"])
    world.there.clear()
    states = [replace(world.state("copied"), check=refuse), *world.states()[1:]]
    with pytest.raises(RefusedError, match="not now"):
        reach(run, states, ["copied"])
    assert run.journal.reached("copied")


def test_past_the_commit_point_nothing_before_it_is_done_again(run: Run, world: World) -> None:
    """A script that is run once more must not copy over who serves."""
    reach(run, world.states(), ["copied"])
    reach(run, world.states(), ["held", "open"])
    world.there.remove("copied")
    assert not reach(run, world.states(), ["copied"])
    assert "copied" not in world.there


def test_states_of_one_step_are_taken_back_together(run: Run, world: World) -> None:
    reach(run, world.states(), ["copied"])
    world.broken.add("held")
    states = [*world.states()[:1], world.state("waiting"), *world.states()[1:]]
    with pytest.raises(MigrationSafetyError, match="held is broken"):
        reach(run, states, ["waiting", "held"])
    assert world.there == ["copied"]
    assert not run.journal.touched("waiting")


def test_nothing_is_taken_back_by_itself_past_the_commit_point(run: Run, world: World) -> None:
    reach(run, world.states(), ["copied"])
    world.broken.add("open")
    with pytest.raises(MigrationSafetyError, match="open is broken"):
        reach(run, world.states(), ["held", "open"])
    assert world.there == ["copied", "held", "open"]


def test_a_killed_step_is_finished(run: Run, world: World) -> None:
    reach(run, world.states(), ["copied"])
    world.killed.add("open")
    with pytest.raises(SystemExit):
        reach(run, world.states(), ["held", "open"])
    world.killed.clear()
    resume(run, world.states(), [["copied"], ["held", "open"], ["ended"]])
    assert [each.told for each in standing(run, world.states())] == ["reached"] * 3 + [""]


def test_a_step_that_was_killed_between_two_states_is_finished(run: Run, world: World) -> None:
    reach(run, world.states(), ["copied"])
    reach(run, world.states(), ["held"])
    resume(run, world.states(), [["copied"], ["held", "open"]])
    assert world.there == ["copied", "held", "open"]


def test_where_nothing_was_broken_off_there_is_nothing_to_resume(run: Run, world: World) -> None:
    with pytest.raises(RefusedError, match="No step was broken off"):
        resume(run, world.states(), [["copied"]])


def test_an_abort_leaves_nothing(run: Run, world: World) -> None:
    reach(run, world.states(), ["copied"])
    reach(run, world.states(), ["held"])
    abort(run, world.states())
    assert world.there == []
    assert {each.told for each in standing(run, world.states())} == {"undone", ""}


def test_an_abort_is_refused_past_the_commit_point(run: Run, world: World) -> None:
    reach(run, world.states(), ["copied"])
    reach(run, world.states(), ["held", "open"])
    with pytest.raises(RefusedError, match="--rollback"):
        abort(run, world.states())
    assert world.there == ["copied", "held", "open"]


def test_the_last_state_wants_a_word(run: Run, world: World) -> None:
    reach(run, world.states(), ["copied"])
    reach(run, world.states(), ["held", "open"])
    with pytest.raises(RefusedError, match="--confirm ms_01234567"):
        reach(run, world.states(), ["ended"])
    run.confirmed = "ms_01234567"
    reach(run, world.states(), ["ended"])
    assert world.there[-1] == "ended"


def test_a_rollback_switches_back_and_lets_the_switch_be_done_again(run: Run, world: World) -> None:
    reach(run, world.states(), ["copied"])
    reach(run, world.states(), ["held", "open"])
    rollback(run, world.states(), ["held", "open"])
    assert [each.told for each in standing(run, world.states(), asked=False)] == [
        "reached",
        "undone",
        "undone",
        "",
    ]
    reach(run, world.states(), ["held", "open"])
    assert run.journal.reached("open")


def test_a_rollback_that_fails_leaves_traffic_where_it_is(run: Run, world: World) -> None:
    reach(run, world.states(), ["copied"])
    reach(run, world.states(), ["held", "open"])
    world.broken.add("held")
    with pytest.raises(MigrationSafetyError, match="held is broken"):
        rollback(run, world.states(), ["held", "open"])
    assert run.journal.reached("open")
    assert not run.reversed().journal.reached("open")


def test_there_is_no_rollback_before_the_commit_point(run: Run, world: World) -> None:
    reach(run, world.states(), ["copied"])
    with pytest.raises(RefusedError, match="--abort"):
        rollback(run, world.states(), ["held", "open"])


def test_there_is_no_rollback_past_what_cannot_be_taken_back(run: Run, world: World) -> None:
    run.confirmed = "ms_01234567"
    for name in NAMES:
        reach(run, world.states(), [name])
    with pytest.raises(RefusedError, match='"Be ended" was begun'):
        rollback(run, world.states(), ["held", "open"])
    assert run.journal.reached("open")


def test_a_rollback_that_was_broken_off_is_aborted_to_where_traffic_is(
    run: Run, world: World
) -> None:
    reach(run, world.states(), ["copied"])
    reach(run, world.states(), ["held", "open"])
    world.broken.add("held")
    with pytest.raises(MigrationSafetyError):
        rollback(run, world.states(), ["held", "open"])
    abort(run, world.states())
    assert not run.reversed().journal.touched("held")
    assert run.journal.reached("open")


def test_a_rollback_that_was_killed_is_finished(run: Run, world: World) -> None:
    reach(run, world.states(), ["copied"])
    reach(run, world.states(), ["held", "open"])
    world.killed.add("open")
    with pytest.raises(SystemExit):
        rollback(run, world.states(), ["held", "open"])
    world.killed.clear()
    way, step = broken_off(run, world.states(), [["copied"], ["held", "open"]])
    assert (way.backward, step) == (True, ["held", "open"])
    resume(run, world.states(), [["copied"], ["held", "open"]])
    assert not run.journal.touched("open")
    assert not run.reversed().journal.touched("held")
