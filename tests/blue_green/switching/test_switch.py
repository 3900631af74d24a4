"""A switch behind the gate: traffic goes to green, and back, and no row is lost on the way."""

from __future__ import annotations

from threading import Timer

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from migration_safety.databases.postgresql.deploying.side import LOST
from migration_safety.databases.postgresql.gate.row import read
from migration_safety.databases.postgresql.switching.fence import fenced
from migration_safety.errors import RefusedError
from migration_safety.flows.blue_green.running.engine import abort, reach, rollback
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.state import State
from tests.blue_green.switching.world import STATES, SWITCH, World, arrived

# Seconds: several times as long as a switch and all that it looks at before.
LAG = 4.0
NEWEST = pytest.mark.parametrize("private_servers", [18], indirect=True, ids=["pg18"])


def gates(run: Run) -> tuple[str, str]:
    blue, green = (read(side.connection) for side in run.sides)
    return blue.mode, green.mode


@pytest.mark.slow
def test_it_goes_there_and_back_and_there_again_and_an_abort_lets_everybody_write(
    world: World,
) -> None:
    run = world.run()
    reach(run, STATES, ["armed"])
    green_serves_and_blue_follows(run, world, rows=1)
    blue_serves_again_with_what_green_was_given(run, world, rows=2)
    green_serves_and_blue_follows(run, world, rows=3)
    blue_serves_again_with_what_green_was_given(run, world, rows=4)
    abort(run, STATES)
    assert not any(fenced(side.connection) for side in run.sides)
    run.close()


def green_serves_and_blue_follows(run: Run, world: World, *, rows: int) -> None:
    """After a switch of so many rows; one more is written."""
    reach(run, STATES, SWITCH)
    assert (gates(run), world.flag.exists()) == (("refuse", "open"), True)
    assert arrived(run.green, rows)
    assert not world.written("blue")
    assert world.written("green")
    assert arrived(run.blue, rows + 1)
    assert run.journal.recall("serving")["unequal"] == "0"


def blue_serves_again_with_what_green_was_given(run: Run, world: World, *, rows: int) -> None:
    """After the way back of so many rows; one more is written."""
    rollback(run, STATES, SWITCH)
    assert (gates(run), world.flag.exists()) == (("open", "refuse"), False)
    assert arrived(run.blue, rows)
    assert not world.written("green")
    assert world.written("blue")
    assert arrived(run.green, rows + 1)


@NEWEST
@pytest.mark.slow
def test_nobody_waits_for_what_green_lags_behind_by(world: World) -> None:
    run = world.run(catch_up=2 * LAG)
    reach(run, STATES, ["armed"])
    with applying_nothing(world) as holder:
        Timer(LAG, holder.close).start()
        assert world.written("blue")
        reach(run, STATES, SWITCH)
    assert float(run.journal.recall("committed")["milliseconds"]) < LAG / 2 * 1000
    assert arrived(run.green, 2)
    run.close()


@NEWEST
@pytest.mark.slow
def test_nobody_waits_for_a_green_that_does_not_come_near(world: World) -> None:
    run = world.run(catch_up=LAG / 4)
    reach(run, STATES, ["armed"])
    with applying_nothing(world):
        assert world.written("blue")
        with pytest.raises(RefusedError, match=r"more than 0\.25 s behind blue"):
            reach(run, STATES, SWITCH)
    assert (gates(run), world.flag.exists()) == (("open", "refuse"), False)
    assert not run.journal.touched("holding")
    assert world.written("blue")
    reach(run, STATES, SWITCH)
    assert arrived(run.green, 3)
    run.close()


def test_nothing_of_it_is_left_by_an_abort(world: World) -> None:
    run = world.run()
    reach(run, STATES, ["armed"])
    abort(run, STATES)
    left = """
        SELECT subname FROM pg_subscription JOIN pg_database AS d ON d.oid = subdbid
            WHERE datname = current_database() AND subname LIKE '%reverse'
        UNION ALL SELECT pubname FROM pg_publication WHERE pubname LIKE '%reverse'
        UNION ALL SELECT slot_name FROM pg_replication_slots WHERE slot_name LIKE '%reverse'
        UNION ALL SELECT nspname FROM pg_namespace WHERE nspname = 'migration_safety_deploy'
    """
    assert [side.connection.execute(left.encode()).fetchall() for side in run.sides] == [[], []]
    assert world.written("blue")
    assert arrived(run.green, 2)
    run.close()


def test_blue_serves_where_green_is_gone_in_the_middle(world: World) -> None:
    run = world.run()
    reach(run, STATES, ["armed"])
    gone = State("gone", "lose green", lambda _: reachable(world, "false"), lambda _: True)
    with pytest.raises(LOST):
        reach(run, [*STATES[:3], gone, *STATES[3:]], [*SWITCH, "gone"])
    assert not world.flag.exists()
    assert world.written("blue")
    reachable(world, "true")
    run.close()


def applying_nothing(world: World) -> psycopg.Connection:
    """Green's apply worker waits for this session, from the next row on."""
    holder = psycopg.connect(world.green)
    holder.execute("LOCK TABLE public.item IN SHARE MODE")
    return holder


def reachable(world: World, answer: str) -> None:
    """Whether green lets anybody in; who is there is put out."""
    name = str(conninfo_to_dict(world.green)["dbname"])
    elsewhere = make_conninfo(world.green, dbname="postgres")
    with psycopg.connect(elsewhere, autocommit=True) as server:
        change = f"ALTER DATABASE {{}} ALLOW_CONNECTIONS {answer}"
        server.execute(sql.SQL(change).format(sql.Identifier(name)))
        terminate = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        server.execute(terminate, [name])
