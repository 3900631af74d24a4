"""What became of data between two fingerprints: column by column, one verdict each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Matching(StrEnum):
    """How tables and columns of two prints are paired.

    By lineage (OID and attnum, through renames and retypes) where the schema has moved on;
    by name where it shall be the same again.
    """

    LINEAGE = "lineage"
    NAME = "name"


class Verdict(StrEnum):
    """What is proven of a column, or of the rows of a table."""

    IDENTICAL = "identical"
    EXPECTED_LOSS = "expected loss"
    SILENT_MUTATION = "silent mutation"
    LEFTOVER = "leftover"
    UNPROVEN = "unproven"


class Change(StrEnum):
    """What happened to it."""

    NOTHING = ""
    CHANGED = "changed"
    RETYPED = "changed with its type"
    COLUMN_LOST = "column lost"
    NULLED = "came back as NULL"
    DEFAULTED = "came back with one value"
    REPLACED = "came back with other values"
    ROWS_LOST = "rows lost"
    ROWS_ADDED = "rows added"
    ROWS_CHANGED = "rows changed"
    TABLE_LOST = "table lost"
    TABLE_ADDED = "table added"
    SWAPPED = "values changed places between rows"


@dataclass(frozen=True, slots=True)
class Alteration:
    """One column, or with `column` "" the rows of a table.

    Expected loss is of what was dropped on the way, silent mutation of what was kept;
    leftover is what was not there before.  `reason` says why it is unproven; `pairable`:
    pairing the rows of two databases would tell.  `count` is the number of rows concerned,
    None where it was not counted, `samples` a few of their keys.
    """

    table: str
    column: str
    verdict: Verdict
    change: Change = Change.NOTHING
    reason: str = ""
    rows_before: int = 0
    rows_after: int = 0
    type_before: str = ""
    type_after: str = ""
    returned: bool = False
    pairable: bool = False
    count: int | None = None
    samples: tuple[str, ...] = ()

    @property
    def proven(self) -> bool:
        """Whether anything is known of it."""
        return self.verdict is not Verdict.UNPROVEN


def disputed(alterations: tuple[Alteration, ...]) -> tuple[str, ...]:
    """The tables of which pairing rows would tell more, in their order."""
    return tuple(
        dict.fromkeys(
            each.table
            for each in alterations
            if each.pairable or each.change in (Change.ROWS_LOST, Change.ROWS_ADDED, Change.SWAPPED)
        )
    )
