"""Whether blue's disk has room for the WAL that a slot keeps, and the slot leave to keep it."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.checks.outcome import outcome
from migration_safety.checks.preflight.sides import Sides
from migration_safety.core.deployment.preflight.inventory import Inventory
from migration_safety.core.deployment.preflight.server import Wal
from migration_safety.core.report import Check

# While rows are copied, and while somebody mends what has stopped the stream.
HOURS = 1.0
UNLIMITED = "-1"


def room(sides: Sides) -> Check:
    """WAL that is written while green is made, against the free disk and what a slot may keep."""
    if (wal := sides.blue.wal) is None:
        unknown = list(sides.unanswered("WAL", "size of WAL", "data directory"))
        return outcome("room for WAL", 0, (), unexamined=unknown)
    needed = wal.rate * _seconds(sides)
    wrong = list(_short(sides.blue, wal, needed))
    doubtful = list(_unbounded(sides))
    unknown = [] if wal.free is not None else [_unseen(needed)]
    told = [_told(wal, needed)]
    return outcome("room for WAL", 1, wrong, doubtful=doubtful, unexamined=unknown, told=told)


def _seconds(sides: Sides) -> float:
    """As long as the copy is planned for, an hour at least."""
    copies = [each.high for each in sides.deployment.budgets if each.name == "copy" and each.high]
    return max(3600 * HOURS, *copies, 0.0)


def _short(blue: Inventory, wal: Wal, needed: float) -> Iterator[str]:
    if wal.free is not None and wal.free < needed:
        yield (
            f"blue's disk has {wal.free / 1e6:,.0f} MB free for WAL, {needed / 1e6:,.0f} MB may be"
            " kept while green is made. Make room, or copy when less is written."
        )
    keeps = _setting(blue, "max_slot_wal_keep_size")
    if keeps not in (UNLIMITED, "") and _bytes(keeps) < needed:
        yield (
            f"blue: max_slot_wal_keep_size is {keeps}, {needed / 1e6:,.0f} MB may be needed: the"
            " slot would be lost, and the copy with it. Raise it."
        )


def _unbounded(sides: Sides) -> Iterator[str]:
    if _setting(sides.blue, "max_slot_wal_keep_size") == UNLIMITED:
        yield (
            "blue: max_slot_wal_keep_size is -1: a slot that nobody reads fills the disk until blue"
            " stops. ALTER SYSTEM SET max_slot_wal_keep_size to less than is free, and reload."
        )
    for each in sides.all:
        if (idle := _setting(each, "idle_replication_slot_timeout")) not in ("", "0"):
            yield (
                f"{each.side}: idle_replication_slot_timeout is {idle}: the slot for the way back"
                " waits idle until the switch, and would be lost. Set it to 0 for the deployment."
            )


def _setting(side: Inventory, name: str) -> str:
    return side.server.settings.get(name, "") if side.server else ""


def _bytes(setting: str) -> float:
    """Of a size as SHOW writes it, which is in megabytes at least for this setting."""
    units = {"MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40}
    number, unit = setting.rstrip("MGTB"), setting.lstrip("0123456789")
    return float(number) * units.get(unit, 1 << 20)


def _unseen(needed: float) -> str:
    return (
        f"blue: free disk unknown: the server is on another machine. {needed / 1e6:,.0f} MB may be"
        " kept: df on its pg_wal."
    )


def _told(wal: Wal, needed: float) -> str:
    return (
        f"blue has {wal.bytes / 1e6:,.0f} MB of WAL and writes {wal.rate / 1e6:,.2f} MB/s now:"
        f" {needed / 1e6:,.0f} MB may be kept"
    )
