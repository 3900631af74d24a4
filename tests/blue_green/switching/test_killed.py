"""A driver that is killed, or stopped, in the middle of a switch: users are served, by one side."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from migration_safety.databases.postgresql.gate.row import read
from migration_safety.databases.postgresql.publishing.waiting import wait_until
from migration_safety.errors import GateError
from migration_safety.flows.blue_green import users
from migration_safety.flows.blue_green.running.engine import abort, reach, resume
from migration_safety.flows.blue_green.states.switching.committed import COMMITTED
from migration_safety.flows.blue_green.steering.board import put_away
from migration_safety.flows.blue_green.steering.returning import give_back
from migration_safety.flows.blue_green.steering.sessions import WATCHDOG
from migration_safety.flows.blue_green.steering.traffic import goes_to
from tests.blue_green.switching.pooled import pooled
from tests.blue_green.switching.world import STATES, SWITCH, World, arrived

BEFORE = ("holding", "fenced", "caught_up")
AFTER = ("committed", "serving")
ONE = (*(("gate", each) for each in BEFORE), ("hold", "fenced"))
EITHER = pytest.mark.parametrize("armed", ["gate", "hold"], indirect=True)
EACH = pytest.mark.parametrize(("armed", "state"), ONE, indirect=["armed"])
NEWEST = pytest.mark.parametrize("private_servers", [18], indirect=True, ids=["pg18"])
MODES = (("open", "refuse"), ("refuse", "open"))
pytestmark = [NEWEST, pytest.mark.slow]


@pytest.fixture
def armed(world: World, request: pytest.FixtureRequest) -> Iterator[World]:
    """Behind a gate, or by the parameter behind a pooler."""
    with pooled(world) if getattr(request, "param", "gate") == "hold" else nullcontext(world) as it:
        run = it.run()
        reach(run, STATES, ["armed"])
        run.close()
        yield it


def driver(world: World, state: str, blow: str, *, way: str = "there") -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.blue_green.switching.driver"]
    return subprocess.Popen([*command, world.told, way, state, blow], stderr=subprocess.PIPE)


def killed(world: World, state: str, *, way: str = "there") -> None:
    """A driver was, and its watchdog has settled who serves."""
    with driver(world, state, "SIGKILL", way=way) as process:
        assert process.wait(60) == -signal.SIGKILL


def serving(world: World) -> str:
    """The colour to which requests are sent, and which lets them in; --status tells the same."""
    run = world.run()
    modes = tuple(str(read(side.connection).mode) for side in run.sides)
    told = users.serving(run)
    colour = next((each.name for each in run.sides if goes_to(run, each)), "")
    put_away(run)
    run.close()
    return colour if modes == MODES[colour == "green"] and told == colour else ""


def served(world: World, colour: str) -> bool:
    """Whether that colour serves within five seconds, and takes writes."""
    return wait_until(lambda: serving(world) == colour, within=5) and world.written(colour)


@EITHER
@pytest.mark.parametrize("state", BEFORE)
def test_blue_serves_when_it_dies_before_the_commit_and_the_switch_goes_on(
    armed: World, state: str
) -> None:
    killed(armed, state)
    assert served(armed, "blue")
    run = armed.run()
    resume(run, STATES, [SWITCH])
    assert served(armed, "green")
    assert arrived(run.green, 3)
    assert arrived(run.blue, 3)
    run.close()


@EACH
def test_blue_serves_when_it_dies_before_the_commit_and_all_is_taken_back(
    armed: World, state: str
) -> None:
    killed(armed, state)
    assert served(armed, "blue")
    run = armed.run()
    abort(run, STATES)
    assert armed.written("blue")
    assert not armed.flag.exists()
    assert arrived(run.green, 3)
    run.close()


@EITHER
@pytest.mark.parametrize("state", AFTER)
def test_green_serves_when_it_dies_after_the_commit(armed: World, state: str) -> None:
    killed(armed, state)
    assert served(armed, "green")
    run = armed.run()
    resume(run, STATES, [SWITCH])
    assert arrived(run.blue, 2)
    run.close()


@EACH
def test_green_serves_when_it_dies_on_the_way_back_which_goes_on(armed: World, state: str) -> None:
    run = armed.run()
    reach(run, STATES, SWITCH)
    run.close()
    killed(armed, state, way="back")
    assert served(armed, "green")
    run = armed.run()
    resume(run, STATES, [SWITCH])
    assert served(armed, "blue")
    assert arrived(run.green, 3)
    assert arrived(run.blue, 3)
    run.close()


@EACH
def test_nobody_writes_where_driver_and_watchdog_are_gone_until_one_decides(
    armed: World, state: str
) -> None:
    with driver(armed, state, "SIGSTOP") as process:
        lock = armed.folder / "watchdog.lock"
        assert wait_until(lambda: stopped(process.pid), within=60)
        os.kill(int(lock.read_text()), signal.SIGKILL)
        process.kill()
    assert serving(armed) == ""
    run = armed.run()
    abort(run, STATES)
    assert armed.written("blue")
    assert not armed.flag.exists()
    run.close()


def test_a_driver_that_wakes_up_after_its_switch_was_taken_back_changes_nothing(
    armed: World,
) -> None:
    with driver(armed, "caught_up", "SIGSTOP") as process:
        assert wait_until(lambda: stopped(process.pid), within=60)
        assert wait_until(lambda: serving(armed) == "blue", within=10)
        process.send_signal(signal.SIGCONT)
        assert process.wait(60) == 1
    assert served(armed, "blue")


def test_a_gate_that_was_turned_since_is_not_opened(armed: World) -> None:
    run, other = armed.run(), armed.run()
    reach(run, STATES[:4], SWITCH[:3])
    other.memory[WATCHDOG] = None
    give_back(other)
    with pytest.raises(GateError):
        COMMITTED.act(run)
    assert served(armed, "blue")
    for each in (run, other):
        each.close()


def stopped(pid: int) -> bool:
    """Whether the kernel shows it as stopped."""
    stat = Path(f"/proc/{pid}/stat").read_text("utf-8")
    return stat.rpartition(")")[2].split()[0] == "T"
