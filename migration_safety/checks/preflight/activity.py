"""What goes on: transactions that a slot waits for, vacuums, and others who read the changes."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.checks.outcome import outcome
from migration_safety.checks.preflight.sides import Sides
from migration_safety.core.deployment.preflight.inventory import Inventory
from migration_safety.core.deployment.preflight.sessions import Consumer, Session
from migration_safety.core.report import Check

LONG = 60.0


def transactions(sides: Sides) -> Check:
    """A new slot waits for every transaction that has written, in all databases of the server."""
    found = [(each, session) for each in sides.all for session in each.sessions]
    long = [
        (side, each)
        for side, each in found
        if each.seconds is not None and each.seconds > LONG and each.kind == "client backend"
    ]
    wrong = [_long(side, each, "a new slot waits for it") for side, each in long if each.writes]
    near = [
        _long(side, each, "it keeps vacuum from cleaning up, and the switch from being quiet")
        for side, each in long
        if not each.writes
    ]
    hidden = {side.side for side, each in found if each.hidden}
    unknown = [
        f"{side}: sessions of others hide what they do. GRANT pg_monitor." for side in hidden
    ]
    examined = [each for each in sides.all if "sessions" not in each.unanswered]
    return outcome(
        "no transaction is long",
        len(examined),
        wrong,
        doubtful=near,
        unexamined=[*sides.unanswered("sessions"), *sorted(unknown)],
    )


def _long(side: Inventory, session: Session, why: str) -> str:
    application = f" ({session.application})" if session.application else ""
    return (
        f"{side.side}: the transaction of {session.role}{application}, process {session.pid}, has"
        f" lasted {session.seconds:,.0f} s: {why}. Let it end, or: SELECT"
        f" pg_terminate_backend({session.pid})."
    )


def prepared(sides: Sides) -> Check:
    """A prepared transaction holds up slots for ever, and may write after the fence."""
    examined = [each for each in sides.all if "prepared transactions" not in each.unanswered]
    wrong = [
        f"{side.side}: transaction {each.name!r} in {each.database} is prepared since"
        f" {each.seconds:,.0f} s. COMMIT PREPARED or ROLLBACK PREPARED it there."
        for side in examined
        for each in side.prepared
    ]
    unknown = sides.unanswered("prepared transactions")
    return outcome("no transaction is prepared", len(examined), wrong, unexamined=unknown)


def vacuums(sides: Sides) -> Check:
    """A vacuum against wraparound gives way to nobody: migrations would wait for it."""
    examined = [each for each in sides.all if "sessions" not in each.unanswered]
    doubtful = [
        f"{side.side}: an autovacuum to prevent wraparound runs (process {each.pid}), and gives way"
        " to nobody. Wait for its end before the switch."
        for side in examined
        for each in side.sessions
        if each.wraparound and each.here
    ]
    return outcome(
        "no vacuum against wraparound runs",
        len(examined),
        (),
        doubtful=doubtful,
        unexamined=sides.unanswered("sessions"),
    )


def consumers(sides: Sides) -> Check:
    """Others who read blue's changes lose them at the switch; others who write are not fenced."""
    examined = [each for each in sides.all if "consumers" not in each.unanswered]
    own = sides.deployment.short
    others = [
        (side, each)
        for side in examined
        for each in side.consumers
        if not each.name.startswith(f"{own}_")
    ]
    wrong = [line for side, each in others for line in _in_the_way(side, each)]
    doubtful = [line for side, each in others for line in _losing(side, each)]
    return outcome(
        "nobody else follows the changes",
        len(examined),
        wrong,
        doubtful=doubtful,
        unexamined=sides.unanswered("consumers"),
    )


def _in_the_way(side: Inventory, consumer: Consumer) -> Iterator[str]:
    if consumer.name.startswith("ms_") and not consumer.elsewhere:
        yield (
            f"{side.side}: {consumer.kind} {consumer.name} is of another deployment."
            " Take it back with that one's plan: --abort."
        )
    elif consumer.kind == "subscription" and consumer.active:
        yield (
            f"{side.side}: subscription {consumer.name} writes to it, past the fence."
            " ALTER SUBSCRIPTION ... DISABLE, or move it to green after the switch."
        )


def _losing(side: Inventory, consumer: Consumer) -> Iterator[str]:
    if consumer.name.startswith("ms_") or consumer.kind == "subscription":
        return
    if "slot" in consumer.kind and not consumer.active:
        yield (
            f"{side.side}: nobody reads from the {consumer.kind} {consumer.name}, which keeps"
            f" {consumer.retained / 1e6:,.0f} MB of WAL. Drop it if it is forgotten."
        )
    elif consumer.kind == "logical slot":
        yield (
            f"{side.side}: somebody follows the changes by the slot {consumer.name}, and gets none"
            " after the switch. Plan its move to green."
        )
