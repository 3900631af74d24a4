"""What a deployment may cost: the pause, the copy, WAL and disk, each with its derivation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from migration_safety.core.deployment.choice.budget import Budget
from migration_safety.core.deployment.published import Published
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.core.plan import Migration
from migration_safety.core.price.size import Size, Sizes, amount

# Lowest median and worst of the switches of the laboratories, 200 requests a second on two busy
# cores (docs/blue-green.md).
PAUSES = {Strategy.HOLD: (0.09, 0.60), Strategy.GATE: (0.13, 1.16)}
PAUSE = "write pause"
REHEARSED = "measured: {turns} of traffic in rehearsals of this strategy"
MEASURED = "switches under 200 requests/s on two busy cores; a rehearsal replaces them by its own"
# 2,315 MB copied by a subscription in 67 s (indexes afterwards) and 137 s (all indexes there).
COPY = (35_000_000, 17_000_000)
COPIED = "17 to 35 MB/s, measured with 2.3 GB on two busy cores; a rehearsal replaces it"
KEPT = (
    "what blue writes meanwhile: rate of WAL (pg_stat_wal) x time of copy and migrations; set"
    " max_slot_wal_keep_size to what blue's disk can spare"
)
UNKNOWN = "nobody knows how large the tables are: run ANALYZE, or give --statistics FILE"
DISK = "tables and indexes as on blue, once more for tables that migrations write anew"


def pause(strategy: Strategy, rehearsed: Sequence[float], limit: float) -> Budget:
    """How long requests wait in the switch: as `rehearsed`, else as anybody has measured."""
    low, high = (min(rehearsed), max(rehearsed)) if rehearsed else PAUSES[strategy]
    basis = REHEARSED.format(turns=amount(len(rehearsed), "turn")) if rehearsed else MEASURED
    return Budget(PAUSE, "s", low, high, limit, basis)


def room(
    published: Sequence[Published], migrations: Sequence[Migration], sizes: Sizes
) -> Iterator[Budget]:
    """What the copy takes, of time and of disk on both sides."""
    known = _known(published, sizes.tables)
    if known is None:
        yield Budget("copy", "s", None, None, None, UNKNOWN)
        yield Budget("WAL kept by the slot", "bytes", None, None, None, KEPT)
        yield Budget("disk of green", "bytes", None, None, None, UNKNOWN)
        return
    total = float(sum(map(_bytes, known.values())))
    again = sum(_bytes(known[table]) for table in _rewritten(migrations) if table in known)
    yield Budget("copy", "s", round(total / COPY[0], 1), round(total / COPY[1], 1), None, COPIED)
    yield Budget("WAL kept by the slot", "bytes", None, None, None, KEPT)
    yield Budget("disk of green", "bytes", total, total + again, None, DISK)


def _known(published: Sequence[Published], sizes: Mapping[str, Size]) -> dict[str, Size] | None:
    """None where not one is."""
    names = [each.name if each.schema == "public" else each.table for each in published]
    known = {name: sizes[name] for name in names if name in sizes and sizes[name].bytes is not None}
    return known or None


def _bytes(size: Size) -> int:
    return (size.bytes or 0) + (size.index_bytes or 0)


def _rewritten(migrations: Sequence[Migration]) -> set[str]:
    return {
        effect.table
        for migration in migrations
        for statement in migration.statements()
        for effect in statement.effects
        if effect.rewrites
    }
