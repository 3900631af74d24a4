"""What a statement does to one table: the lock it holds and the work done under it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from migration_safety.core.price.size import Size


class Blocks(IntEnum):
    """What other sessions must wait for, vendor-neutral and ordered."""

    NOTHING = 0
    SCHEMA_CHANGES = 1
    WRITES = 2
    EVERYTHING = 3

    @property
    def label(self) -> str:
        """As reports spell it: "nothing", "schema changes", "writes", "everything"."""
        return self.name.replace("_", " ").lower()


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of one statement on one table that existed before its migration.

    `lock` is the vendor's own name; rules compare `blocks` and never a lock's name.
    `rows`, `bytes` (with TOAST) and `index_bytes` are estimates for the table where the
    migrations are going to run, None where unknown.  `seconds` is what the statement took on
    the sandbox, whose tables are empty.
    `witness` says who saw it: "predicted" or "observed".
    """

    table: str
    lock: str
    blocks: Blocks
    rewrites: bool = False
    scans: bool = False
    rows: int | None = None
    bytes: int | None = None
    index_bytes: int | None = None
    seconds: float | None = None
    witness: str = "predicted"

    @property
    def size(self) -> Size:
        """How large its table is."""
        return Size(self.rows, self.bytes, self.index_bytes)

    @property
    def works(self) -> bool:
        """Whether the time the lock is held grows with the table."""
        return self.rewrites or self.scans
