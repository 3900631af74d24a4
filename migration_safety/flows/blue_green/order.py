"""The states of a run in their order, and the steps that go through several in one process."""

from __future__ import annotations

from migration_safety.flows.blue_green.running.state import State

# Preflight, backed_up, green_ready, copying, frozen, migrated, streaming, validated, armed,
# holding, fenced, caught_up, committed, serving, soaked, contracted, decommissioned.
ORDER: tuple[State, ...] = ()
# What is between the first and the last of a switch may not wait for a process to start.
STEPS = {"switch": ("holding", "fenced", "caught_up", "committed")}
