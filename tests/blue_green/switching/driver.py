"""A driver in a process of its own, which ends itself in a state, or stops itself there."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace

from migration_safety.flows.blue_green.running.engine import reach, rollback
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.state import State
from tests.blue_green.switching.world import STATES, SWITCH, World


def struck(state: State, blow: signal.Signals) -> State:
    """The state with an `act` after which the process gets that signal."""

    def act(run: Run) -> None:
        state.act(run)
        os.kill(os.getpid(), blow)

    return replace(state, act=act)


def main() -> None:
    """Switch, or switch back, and be struck in the named state."""
    world, way, name, blow = sys.argv[1:]
    run = World.read(world).run(heartbeat=0.5)
    states = [struck(each, signal.Signals[blow]) if each.name == name else each for each in STATES]
    (reach if way == "there" else rollback)(run, states, SWITCH)
    run.close()


if __name__ == "__main__":
    main()
