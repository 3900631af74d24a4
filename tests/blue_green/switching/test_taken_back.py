"""What is taken back, when, and by whom: users are not held up by it, and never emptied of rows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from psycopg import sql

from migration_safety.core.deployment.shim import Moment, Shim
from migration_safety.databases.postgresql.gate.row import Mode, install, read
from migration_safety.databases.postgresql.publishing.slot import slot_state
from migration_safety.databases.postgresql.replication.shims import set_aside_not_null
from migration_safety.errors import DeadlineError, DeploymentError, RefusedError
from migration_safety.flows.blue_green import driving
from migration_safety.flows.blue_green.running.engine import abort, reach, rollback
from migration_safety.flows.blue_green.running.journal import Event, Journal
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.shimming import execute
from migration_safety.flows.blue_green.steering.streams import make_markers, make_way_back
from migration_safety.flows.blue_green.watching.watchdog import Watchdog
from tests.blue_green.switching.world import COUNT, STATES, SWITCH, World, arrived

pytestmark = pytest.mark.parametrize("private_servers", [18], indirect=True, ids=["pg18"])
RELAXED = ("ALTER TABLE item ALTER name DROP NOT NULL", "ALTER TABLE item ALTER name SET NOT NULL")
SHIM = Shim("blue", Moment.AT_THE_FENCE, "public.item", *RELAXED, "green may send none")
OWNER = """
    CREATE ROLE taken_back_owner; GRANT ALL ON SCHEMA public TO taken_back_owner;
    CREATE TABLE django_migrations (id integer);
    ALTER TABLE django_migrations OWNER TO taken_back_owner;
    ALTER TABLE item OWNER TO taken_back_owner
"""
NO_OWNER = """
    REASSIGN OWNED BY taken_back_owner TO postgres; DROP OWNED BY taken_back_owner;
    DROP ROLE taken_back_owner
"""
DEMANDED = """
    SELECT attnotnull FROM pg_attribute
    WHERE attrelid = 'public.item'::regclass AND attname = 'name'
"""
LEFT = """
    SELECT subname FROM pg_subscription JOIN pg_database AS d ON d.oid = subdbid
        WHERE datname = current_database() AND subname LIKE '%reverse'
    UNION ALL SELECT pubname FROM pg_publication WHERE pubname LIKE '%reverse'
    UNION ALL SELECT slot_name FROM pg_replication_slots WHERE slot_name LIKE '%reverse'
    UNION ALL SELECT nspname FROM pg_namespace WHERE nspname = 'migration_safety_deploy'
"""
KEPT = "ALTER SYSTEM {} max_slot_wal_keep_size"
SEGMENT = "CREATE TABLE filler (); SELECT pg_switch_wal(); DROP TABLE filler; CHECKPOINT"


def left(run: Run, *colours: str) -> list[tuple[str]]:
    sides = [side for side in run.sides if side.name in colours]
    return [row for side in sides for row in side.connection.execute(LEFT.encode()).fetchall()]


def test_no_shim_is_taken_away_under_a_long_reader(world: World) -> None:
    run = world.run(lock=0.2)
    run.deployment = replace(run.deployment, shims=(SHIM,))
    reach(run, STATES, ["armed"])
    with world.client("blue") as reader, reader.transaction():
        reader.execute(COUNT)
        with pytest.raises(DeadlineError, match=r"public\.item of blue is in use"):
            abort(run, STATES)
        assert world.written("blue")
    abort(run, STATES)
    assert left(run, "blue", "green") == []
    run.close()


@pytest.mark.parametrize("broken", [False, True])
def test_what_blue_did_not_demand_is_demanded_again_unless_rows_break_it(
    world: World, broken: bool
) -> None:
    run, told = world.run(), []
    run.tell = told.append
    blue, relaxed = run.blue.connection, set_aside_not_null(("public", "item"), "name")
    blue.execute("UPDATE item SET name = 'given' WHERE name IS NULL")
    blue.execute(RELAXED[1])
    shim = replace(SHIM, sql=relaxed[0], undo=relaxed[1])
    run.deployment = replace(run.deployment, shims=(shim,))
    reach(run, STATES, ["armed"])
    blue.execute(relaxed[0].encode())
    if broken:
        blue.execute("INSERT INTO item (name) VALUES (NULL)")
    abort(run, STATES)
    assert 'blue: not null "name" of "public"."item" is made again' in told
    assert blue.execute(DEMANDED).fetchone() == (not broken,)
    assert any("Mend the rows, then: DO" in line for line in told) is broken
    assert left(run, "green") == []
    assert bool(left(run, "blue")) is broken
    run.close()


def test_shims_of_tables_that_are_not_the_drivers_are_made_and_taken_away(world: World) -> None:
    run = world.run()
    blue, relaxed = run.blue.connection, set_aside_not_null(("public", "item"), "name")
    shim = replace(SHIM, sql=relaxed[0], undo=relaxed[1])
    run.deployment = replace(run.deployment, shims=(shim,))
    blue.execute("UPDATE item SET name = 'given' WHERE name IS NULL")
    blue.execute(RELAXED[1])
    blue.execute(OWNER)
    try:
        for was_made in (False, True):
            reach(run, STATES, ["armed"])
            if was_made:
                execute(run, run.blue, shim.table, shim.sql)
                assert blue.execute(DEMANDED).fetchone() == (False,)
            abort(run, STATES)
            assert blue.execute(DEMANDED).fetchone() == (True,)
            assert left(run, "blue", "green") == []
    finally:
        blue.execute(NO_OWNER)
        run.close()


def test_the_gate_is_not_taken_away_under_a_dump(world: World) -> None:
    run = world.run(lock=0.2)
    reach(run, STATES, ["armed"])
    with world.client("blue") as dump, dump.transaction():
        dump.execute("LOCK TABLE migration_safety_deploy.gate IN ACCESS SHARE MODE")
        with pytest.raises(DeadlineError, match="gate's table is in use"):
            abort(run, STATES)
        assert read(run.blue.connection).mode is Mode.OPEN
    abort(run, STATES)
    assert left(run, "blue", "green") == []
    run.close()


def test_an_arming_that_was_broken_off_between_two_gates_is_taken_back(world: World) -> None:
    run = world.run()
    run.journal.write("armed", Event.BEGUN)
    make_markers(run)
    make_way_back(run)
    install(run.blue.connection, [], Mode.OPEN)
    abort(run, STATES)
    assert left(run, "blue", "green") == []
    assert world.written("blue")
    run.close()


def test_a_role_that_green_lacks_is_told_and_stops_nothing(world: World) -> None:
    run, told = world.run(), []
    run.tell = told.append
    name = f"only_blue_{world.folder.name}"[:60]
    role = sql.Identifier(name)
    run.blue.connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
    run.blue.connection.execute(sql.SQL("GRANT ALL ON public.item TO {}").format(role))
    try:
        reach(run, STATES, ["armed"])
        assert f"green has no role {name}: make it there if it is to log in." in told
        abort(run, STATES)
    finally:
        run.blue.connection.execute(sql.SQL("DROP OWNED BY {}").format(role))
        run.blue.connection.execute(sql.SQL("DROP ROLE {}").format(role))
        run.close()


def test_blue_is_set_free_where_green_is_gone_once_it_was_armed(world: World) -> None:
    run = world.run()
    reach(run, STATES, ["armed"])
    run.green.forget()
    run.green.conninfo = "host=127.0.0.1 port=1 connect_timeout=1"
    abort(run, STATES)
    assert left(run, "blue") == []
    assert world.written("blue")
    run.close()


def test_a_journal_that_has_missed_the_switch_takes_nothing_from_who_serves(world: World) -> None:
    run = world.run()
    reach(run, STATES, ["armed"])
    stale = replace(run, journal=Journal.at(world.folder / "elsewhere.jsonl"))
    stale.journal.lines.restore(run.journal.path.read_text().splitlines())
    reach(run, STATES, SWITCH)
    with pytest.raises(RefusedError, match="green serves"):
        driving.abort(stale)
    assert world.written("green")
    assert arrived(run.blue, 2)
    run.close()


@pytest.mark.slow
def test_a_slot_that_was_given_up_while_green_served_is_made_anew_for_the_way_back(
    world: World,
) -> None:
    run = world.run()
    reach(run, STATES, ["armed"])
    reach(run, STATES, SWITCH)
    blue, forward = run.blue.connection, f"{run.deployment.short}_forward"
    blue.execute(f"{KEPT.format('SET')} = '1MB'".encode())
    blue.execute("SELECT pg_reload_conf()")
    try:
        for _ in range(8):
            for each in SEGMENT.split("; "):
                blue.execute(each.encode())
        state = slot_state(blue, forward)
        assert state
        assert not state.usable
    finally:
        blue.execute(KEPT.format("RESET").encode())
        blue.execute("SELECT pg_reload_conf()")
    assert world.written("green")
    rollback(run, STATES, SWITCH)
    assert arrived(run.blue, 2)
    assert world.written("blue")
    assert arrived(run.green, 3)
    run.close()


def test_why_no_watchdog_starts_is_in_its_log(world: World) -> None:
    run = world.run()
    _ = run.green.connection
    run.green.conninfo = "host=127.0.0.1 port=1 connect_timeout=1 password=sesame"
    with pytest.raises(DeploymentError, match=r"watchdog\.log has the reason"):
        Watchdog.start(run)
    said = (world.folder / "watchdog.log").read_text()
    assert "green does not answer" in said
    assert "sesame" not in said
    run.close()


def test_a_flag_that_was_left_over_is_told_before_anything_is_made(world: World) -> None:
    run = world.run()
    world.flag.touch()
    with pytest.raises(RefusedError, match="flag says green"):
        reach(run, STATES, ["armed"])
    assert left(run, "blue", "green") == []
    run.close()
