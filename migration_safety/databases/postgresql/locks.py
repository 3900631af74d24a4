"""PostgreSQL's table-level lock modes, weakest first, and what ordinary traffic feels of each.

Source: https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES
"""

from __future__ import annotations

from collections.abc import Iterable

from migration_safety.core.effect import Blocks

BLOCKS: dict[str, Blocks] = {
    "ACCESS SHARE": Blocks.NOTHING,
    "ROW SHARE": Blocks.NOTHING,
    "ROW EXCLUSIVE": Blocks.NOTHING,
    "SHARE UPDATE EXCLUSIVE": Blocks.SCHEMA_CHANGES,
    "SHARE": Blocks.WRITES,
    "SHARE ROW EXCLUSIVE": Blocks.WRITES,
    "EXCLUSIVE": Blocks.WRITES,
    "ACCESS EXCLUSIVE": Blocks.EVERYTHING,
}

STRENGTH = {lock: rank for rank, lock in enumerate(BLOCKS)}

# As pg_locks.mode spells them: "AccessExclusiveLock".
BY_MODE = {lock.title().replace(" ", "") + "Lock": lock for lock in BLOCKS}


def strongest(locks: Iterable[str]) -> str:
    """The strongest of some locks, by the order of the manual's list; "" of none."""
    return max(locks, key=STRENGTH.__getitem__, default="")
