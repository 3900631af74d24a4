"""The states of a run in their order, and the steps that go through several in one process."""

from __future__ import annotations

from migration_safety.flows.blue_green.running.state import State
from migration_safety.flows.blue_green.states.afterwards.contracted import CONTRACTED
from migration_safety.flows.blue_green.states.afterwards.decommissioned import DECOMMISSIONED
from migration_safety.flows.blue_green.states.afterwards.soaked import SOAKED
from migration_safety.flows.blue_green.states.backed_up import BACKED_UP
from migration_safety.flows.blue_green.states.making.copying import COPYING
from migration_safety.flows.blue_green.states.making.frozen import FROZEN
from migration_safety.flows.blue_green.states.making.green_ready import GREEN_READY
from migration_safety.flows.blue_green.states.making.migrated import MIGRATED
from migration_safety.flows.blue_green.states.making.streaming import STREAMING
from migration_safety.flows.blue_green.states.making.validated import VALIDATED
from migration_safety.flows.blue_green.states.preflight import PREFLIGHT
from migration_safety.flows.blue_green.states.switching.armed import ARMED
from migration_safety.flows.blue_green.states.switching.caught_up import CAUGHT_UP
from migration_safety.flows.blue_green.states.switching.committed import COMMITTED
from migration_safety.flows.blue_green.states.switching.fenced import FENCED
from migration_safety.flows.blue_green.states.switching.holding import HOLDING
from migration_safety.flows.blue_green.states.switching.serving import SERVING

BEFORE: tuple[State, ...] = (PREFLIGHT, BACKED_UP)
MAKING = (GREEN_READY, COPYING, FROZEN, MIGRATED, STREAMING, VALIDATED)
SWITCHING = (ARMED, HOLDING, FENCED, CAUGHT_UP, COMMITTED, SERVING)
AFTERWARDS = (SOAKED, CONTRACTED, DECOMMISSIONED)
ORDER: tuple[State, ...] = (*BEFORE, *MAKING, *SWITCHING, *AFTERWARDS)
# What is between the first and the last of a switch may not wait for a process to start; and
# moments that are pinned in the pause end with the process that pinned them.
STEPS = {"switch": ("holding", "fenced", "caught_up", "committed", "serving")}
# What is finished as a whole where it was broken off.
WHOLE = (*STEPS.values(), *((each.name,) for each in ORDER))
