"""What the fence of a switch would not reach, and whom it would hold beside the application."""

from __future__ import annotations

from migration_safety.checks.outcome import outcome
from migration_safety.checks.preflight.sides import Sides
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.core.report import Check

CLIENT = "client backend"


def writable(sides: Sides) -> Check:
    """Nothing that makes new sessions read-only."""
    wrong = [
        f"{each.side}: default_transaction_read_only is on for {place}."
        " RESET it, unless a fence of another run stands there: --status tells."
        for each in sides.all
        for place in each.read_only
    ]
    if sides.deployment.strategy is Strategy.GATE:
        wrong += [
            f"{each.side}: default_transaction_read_only is set to off for {place}, which goes"
            " before the fence of the run. RESET it."
            for each in sides.all
            for place in each.deaf
        ]
    unknown = sides.unanswered("read-only defaults", "read-only configuration")
    examined = len(sides.all) - len(
        {line.partition(":")[0] for line in sides.unanswered("read-only defaults")}
    )
    return outcome("sessions may write", examined, wrong, unexamined=unknown)


def neighbours(sides: Sides) -> Check:
    """The fence of a gate makes the whole server read-only, roles are those of the whole server."""
    asked = [each for each in sides.all if "sessions" not in each.unanswered]
    doubtful = []
    for side in asked:
        others = [each for each in side.sessions if not each.here and each.kind == CLIENT]
        if others:
            doubtful.append(
                f"{side.side}: {len(others)} sessions are in other databases of its server, which"
                " the fence keeps from writing too, as long as it stands. Move them, or tell those"
                " who run them."
            )
    unknown = sides.unanswered("sessions")
    return outcome("nobody else is fenced", len(asked), (), doubtful=doubtful, unexamined=unknown)
