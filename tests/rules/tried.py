"""Plans as their trials would have left them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from migration_safety.core.plan import Plan
from migration_safety.core.trial.leg import Direction, Leg
from migration_safety.core.trial.trial import Trial

FORWARD = Leg(Direction.FORWARD, {"people.tried": 0.01})
BACKWARD = Leg(Direction.BACKWARD, {"people.tried": 0.01})
AGAIN = Leg(Direction.FORWARD, {"people.tried": 0.01})


def tried(plan: Plan, **shown: dict[str, Any]) -> Plan:
    """By the name of a migration, in what its trial differs from one that shows nothing."""
    return replace(
        plan,
        migrations=tuple(
            replace(each, trial=trial(str(each), **shown.get(each.name, {})))
            for each in plan.migrations
        ),
    )


def trial(label: str, **shown: Any) -> Trial:
    """All legs came through, unless it is said otherwise."""
    legs = {"forward": FORWARD, "backward": BACKWARD, "again": AGAIN}
    return Trial(**{"migrations": (label,), **legs, **shown})


def failed(direction: Direction, label: str, error: str, *, irreversible: bool = False) -> Leg:
    """A leg that did not come through."""
    return Leg(direction, {}, label, error, irreversible)
