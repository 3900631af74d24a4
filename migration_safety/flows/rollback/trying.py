"""The trial of one unit: forward, back, forward again, a new session for each."""

from __future__ import annotations

from migration_safety.core.trial.trial import Trial
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.flows.rollback.ground import Ground, on
from migration_safety.reading.replay.unit import Unit


def tried(unit: Unit, ground: Ground) -> Trial:
    """On the main database, which afterwards stands after the unit, where that can be.

    Raises SandboxError where the server is lost.
    """
    with ground.spare() as spare:
        trial = _legs(unit, ground)
        if trial.backward and trial.failed:
            # Whatever a broken way back has left: the next unit begins on sound ground.
            _advance(unit.copy(), ground, spare)
    return trial


def _legs(unit: Unit, ground: Ground) -> Trial:
    trying = unit.copy()
    with ground.connected() as connection:
        forward = trying.forward(connection)
    if not trying.applied:
        return Trial(unit.labels, forward)
    with ground.connected() as connection:
        backward = trying.backward(connection)
    if backward.irreversible and len(backward.seconds) == 0:
        return Trial(unit.labels, forward, backward)
    with ground.connected() as connection:
        again = trying.forward(connection)
    return Trial(unit.labels, forward, backward, again)


def _advance(unit: Unit, ground: Ground, spare: Sandbox) -> None:
    with on(spare, ground.alias) as connection:
        unit.forward(connection)
    ground.replace(spare)
