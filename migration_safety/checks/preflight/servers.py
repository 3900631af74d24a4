"""The two servers: versions, logical WAL, free places, time zones, poolers in between."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.checks.outcome import outcome
from migration_safety.checks.preflight.sides import Sides
from migration_safety.core.deployment.preflight.server import Server
from migration_safety.core.report import Check, Status

OLDEST = 15
# A slot of a side's own stream, and workers of it that apply and copy beside those there are.
STREAMS = 1


def versions(sides: Sides) -> Check:
    """Two different databases, of versions between which rows and definitions can go."""
    found = dict(sides.servers())
    wrong = [
        f"{name}: PostgreSQL {each.major} publishes no columns by name. Use {OLDEST} or newer."
        for name, each in found.items()
        if each.major < OLDEST
    ]
    wrong += [
        f"{name}: the server is a standby. Name its primary in MIGRATION_SAFETY_{name.upper()}."
        for name, each in found.items()
        if each.standby
    ]
    if (blue := found.get("blue")) and (green := found.get("green")):
        wrong += _apart(blue, green)
    return outcome("servers fit", len(found), wrong, unexamined=sides.unanswered("server"))


def _apart(blue: Server, green: Server) -> Iterator[str]:
    if (blue.cluster, blue.database) == (green.cluster, green.database):
        yield (
            f"blue and green are the same database, {blue.database}."
            " Let MIGRATION_SAFETY_GREEN name another one."
        )
    elif blue.cluster == green.cluster:
        yield (
            "blue and green are databases of one server: the fence that keeps writers out of one"
            " keeps them out of both. Put green on a server of its own."
        )
    if green.major < blue.major:
        yield (
            f"green is PostgreSQL {green.major}, blue {blue.major}: definitions of blue may not"
            " fit. Use the same version or a newer one."
        )


def logical(sides: Sides) -> Check:
    """wal_level, on green too: its stream back is what a rollback goes by."""
    found = [(name, each.settings.get("wal_level", "")) for name, each in sides.servers()]
    known = [(name, level) for name, level in found if level]
    wrong = [
        f"{name}: wal_level is {level}. ALTER SYSTEM SET wal_level = logical, then restart it."
        for name, level in known
        if level != "logical"
    ]
    return outcome("WAL is logical", len(known), wrong, unexamined=sides.unanswered("settings"))


def places(sides: Sides) -> Check:
    """Slots and senders for those who read here, origins and workers for what is applied here."""
    wrong, examined = [], 0
    for name, each in sides.servers():
        for setting, used, needed in _needed(each):
            examined += 1
            free = int(each.settings[setting]) - each.used.get(used, 0)
            if free < needed:
                wrong.append(
                    f"{name}: {setting} leaves {max(free, 0)} free, {needed} are needed."
                    f" ALTER SYSTEM SET {setting} = {each.used.get(used, 0) + needed} or more,"
                    " then restart it."
                )
    return outcome(
        "slots and workers are free",
        examined,
        wrong,
        unexamined=sides.unanswered("settings", "places"),
    )


def _needed(server: Server) -> Iterator[tuple[str, str, int]]:
    if not server.settings or not server.used:
        return
    copies = int(server.settings["max_sync_workers_per_subscription"])
    origins = "max_active_replication_origins"
    yield "max_replication_slots", "slots", STREAMS + copies
    yield "max_wal_senders", "senders", STREAMS + copies
    # Before PostgreSQL 18 one setting bounds slots and origins, each for itself.
    setting = origins if origins in server.settings else "max_replication_slots"
    yield setting, "origins", STREAMS + copies
    yield "max_logical_replication_workers", "replication workers", STREAMS + copies
    yield "max_worker_processes", "worker processes", STREAMS + copies


def direct(sides: Sides) -> Check:
    """The driver's own sessions end at the server: a pooler would be paused under it."""
    found = list(sides.servers())
    wrong = [
        f"{name}: a pooler stands between it and the driver."
        f" Let MIGRATION_SAFETY_{name.upper()} name the server itself."
        for name, each in found
        if each.pooled
    ]
    return outcome("the driver is not pooled", len(found), wrong)


def time_zones(sides: Sides) -> Check:
    """timestamp values that become timestamptz on green are read in green's zone (S9)."""
    found = {name: each.settings.get("TimeZone", "") for name, each in sides.servers()}
    known = {name: zone for name, zone in found.items() if zone}
    doubtful = []
    if len(known) == 2 and len(set(known.values())) == 2:
        doubtful = [
            f"blue's TimeZone is {known['blue']}, green's {known['green']}: a timestamp that"
            " becomes timestamptz would be off by the hours between. ALTER DATABASE ... SET"
            " timezone on green, before the copy."
        ]
    none = "one side alone"
    examined = len(known) if len(known) == 2 else 0
    return outcome(
        "time zones agree",
        examined,
        doubtful,
        worst=Status.WARNING,
        none=none,
        unexamined=sides.unanswered("settings"),
    )
