"""What is on blue beside plain rows: what replication leaves behind, or treats in its own way."""

from __future__ import annotations

from migration_safety.checks.outcome import outcome
from migration_safety.checks.preflight.sides import Sides, listed
from migration_safety.core.report import Check

SPENT = 0.9


def left_behind(sides: Sides) -> Check:
    """What no publication carries (S18)."""
    tables = sides.blue.tables
    kinds = {
        "their rows stay on blue. ALTER TABLE ... SET LOGGED before the copy": [
            f"unlogged {each.name}" for each in tables if each.persistence == "u"
        ],
        "empty on green. REFRESH them after the copy": [
            f"materialized view {each.name}" for each in tables if each.kind == "m"
        ],
        "green needs their server and its own user mapping": [
            f"foreign table {each.name}" for each in tables if each.kind == "f"
        ],
    }
    doubtful = [f"{listed(found)}: {what}." for what, found in kinds.items() if found]
    wrong = []
    if sides.blue.large_objects:
        wrong = [
            f"{sides.blue.large_objects} large objects are not replicated: columns that name them"
            " would point to nothing. Move them into bytea columns, or copy them by hand and accept"
            " this check."
        ]
    return outcome(
        "nothing is left behind",
        len(tables) + (sides.blue.large_objects > 0),
        wrong,
        doubtful=doubtful,
        unexamined=sides.unanswered("tables", "large objects"),
        none="blue has no table",
    )


def partitions(sides: Sides) -> Check:
    """Partitioned tables are sent as their root, which both sides may divide differently."""
    roots = [each.name for each in sides.blue.tables if each.kind == "p" and not each.root]
    parts = {each.table for each in sides.deployment.published} & {
        each.name for each in sides.blue.tables if each.root
    }
    wrong = [
        f"{name} is a partition. Plan again: its root is to be sent." for name in sorted(parts)
    ]
    return outcome(
        "partitions go by their root",
        len(roots),
        wrong,
        unexamined=sides.unanswered("tables"),
        none="blue has no partitioned table",
    )


def generated(sides: Sides) -> Check:
    """Generated columns are computed on green; before 18 they cannot be sent at all."""
    found = {each.name: each.generated for each in sides.blue.tables if each.generated}
    told = [
        f"{name}: {listed(list(columns))}: computed on green" for name, columns in found.items()
    ]
    return outcome(
        "generated columns",
        len(found),
        (),
        told=told,
        unexamined=sides.unanswered("tables"),
        none="blue has none",
    )


def triggers(sides: Sides) -> Check:
    """Triggers that also fire for rows that come by replication do their work twice (S7)."""
    found = [(each, name) for each in sides.blue.tables for name in each.triggers]
    twice = [
        f"{table.name}: {name} fires on green too, for each row that is sent; what it writes to"
        " tables that are sent is written twice. ALTER TABLE ... ENABLE TRIGGER on green."
        for table, name in found
        if name.endswith(("(ENABLE ALWAYS)", "(ENABLE REPLICA)"))
    ]
    told = [f"{table.name}: {name} does not fire for rows that are sent" for table, name in found]
    return outcome(
        "triggers fire once",
        len(found),
        (),
        doubtful=twice,
        told=told if not twice else (),
        unexamined=sides.unanswered("tables"),
        none="blue has no trigger",
    )


def sequences(sides: Sides) -> Check:
    """Room for the gap that is added on green, and for a while after."""
    found = sides.blue.sequences
    wrong = [
        f"{each.name} has {each.left:,} values left, fewer than the gap of {sides.gap:,} that green"
        " begins after. Make its column bigint, or choose a smaller one: --limit gap=N."
        for each in found
        if each.left < sides.gap
    ]
    near = [
        f"{each.name} has used {each.used:.0%} of its values: {each.left:,} are left."
        for each in found
        if each.left >= sides.gap and each.used > SPENT
    ]
    return outcome(
        "sequences have room",
        len(found),
        wrong,
        doubtful=near,
        unexamined=sides.unanswered("sequences"),
        none="blue has no sequence",
    )
