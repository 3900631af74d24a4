"""A slot that its server gives up, since more WAL is kept for it than it may: nobody waits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.databases.postgresql.publishing.slot import slot_state
from migration_safety.databases.postgresql.publishing.subscription import disable
from migration_safety.errors import RefusedError
from migration_safety.flows.blue_green.running.engine import abort, reach, rollback
from tests.blue_green.switching.world import STATES, SWITCH, World, arrived

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("private_servers", [18], indirect=True, ids=["pg18"]),
]
KEPT = "max_slot_wal_keep_size"
# A segment is 16 MB.
SEGMENTS = 3


@contextmanager
def keeping_little(side: Side) -> Iterator[None]:
    """Its server keeps next to no WAL for slots, and writes a lot."""
    server = side.connection
    server.execute(f"ALTER SYSTEM SET {KEPT} = '1MB'".encode())
    server.execute("SELECT pg_reload_conf()")
    for _ in range(SEGMENTS):
        server.execute("SELECT pg_logical_emit_message(true, 'test', 'full'), pg_switch_wal()")
    server.execute("CHECKPOINT")
    try:
        yield
    finally:
        server.execute(f"ALTER SYSTEM RESET {KEPT}".encode())
        server.execute("SELECT pg_reload_conf()")


def test_blue_is_not_held_up_where_rows_for_green_are_gone(world: World) -> None:
    run = world.run()
    name = f"{run.deployment.short}_forward"
    reach(run, STATES, ["armed"])
    disable(run.green.connection, name)
    with keeping_little(run.blue):
        assert (found := slot_state(run.blue.connection, name)) is not None
        assert not found.usable
        with pytest.raises(RefusedError, match=f"slot is .* --abort, raise blue's {KEPT}"):
            reach(run, STATES, SWITCH)
        assert world.written("blue")
        abort(run, STATES)
    assert world.written("blue")
    run.close()


def test_a_slot_that_waits_for_the_way_back_is_made_anew(world: World) -> None:
    run = world.run()
    reach(run, STATES, ["armed"])
    with keeping_little(run.green):
        reach(run, STATES, SWITCH)
    assert world.written("green")
    assert arrived(run.blue, 2)
    with keeping_little(run.blue):
        rollback(run, STATES, SWITCH)
    assert world.written("blue")
    assert arrived(run.green, 3)
    run.close()
