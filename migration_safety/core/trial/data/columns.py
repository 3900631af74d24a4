"""Compares the columns of one table in two prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migration_safety.core.trial.data.alteration import Alteration, Change, Matching, Verdict
from migration_safety.core.trial.data.fingerprint import ColumnPrint, TablePrint
from migration_safety.core.trial.data.pairing import (
    KEY_CHANGED,
    KEYS_DIFFER,
    NO_KEY,
    ROWS_DIFFER,
    Paired,
    comparable,
    equal,
    obstacle,
    pairs,
    same_columns,
)

NO_ROWS = "no rows"
ONLY_NULL = "holds nothing but NULL"
GENERATED = "generated from other columns"


def columns(before: TablePrint, after: TablePrint, by: Matching) -> Iterator[Alteration]:
    """The verdict on each column; what was added is a matter of the schema."""
    paired = list(pairs(before, after, by))
    table = _Table(before, after, paired, obstacle(before, after, paired))
    if table.swapped():
        yield table.swap()
    for column, now in paired:
        yield table.lost(column) if now is None else table.kept(column, now)


@dataclass(frozen=True, slots=True)
class _Table:
    before: TablePrint
    after: TablePrint
    paired: Paired
    obstacle: str

    def swapped(self) -> bool:
        """Whether only the whole rows tell that something has changed."""
        before, after = self.before.whole, self.after.whole
        alike = before and after and before.method == after.method
        return bool(
            alike
            and self.obstacle == NO_KEY
            and same_columns(self.paired, self.after)
            and all(now and equal(column, now) for column, now in self.paired)
        )

    def swap(self) -> Alteration:
        """Of the whole table, for no column differs."""
        rows = (self.before.rows, self.after.rows)
        verdict, change = Verdict.SILENT_MUTATION, Change.SWAPPED
        return Alteration(self.before.label, "", verdict, change, "", *rows)

    def lost(self, column: ColumnPrint) -> Alteration:
        """It is not there any more."""
        reason = column.unproven or (GENERATED if column.generated else "")
        if column.nulls == self.before.rows:
            reason = ONLY_NULL if self.before.rows else NO_ROWS
        if reason:
            return self.unproven(column, None, reason)
        return self.judged(Verdict.EXPECTED_LOSS, Change.COLUMN_LOST, column, None)

    def kept(self, column: ColumnPrint, now: ColumnPrint) -> Alteration:
        """It is there, or there again."""
        reason = self.unreadable(column, now)
        if reason:
            return self.unproven(column, now, reason)
        if self.obstacle in (ROWS_DIFFER, KEYS_DIFFER):
            return self.unproven(column, now, self.obstacle, pairable=True)
        if equal(column, now):
            if self.obstacle == NO_KEY:
                return self.unproven(column, now, NO_KEY, pairable=True)
            return self.judged(Verdict.IDENTICAL, Change.NOTHING, column, now)
        in_key = column.number in {part.number for part in self.before.key}
        if self.obstacle == KEY_CHANGED and not in_key:
            return self.unproven(column, now, KEY_CHANGED, pairable=True)
        return self.altered(column, now)

    def unreadable(self, column: ColumnPrint, now: ColumnPrint) -> str:
        """Why nothing can be said of it, or ""."""
        if not self.before.rows:
            return NO_ROWS
        if column.nulls == self.before.rows and now.nulls == self.after.rows:
            return ONLY_NULL
        if column.unproven or now.unproven:
            return column.unproven or now.unproven
        if not comparable(column, now):
            return f"{column.type} became {now.type}, whose values cannot be read as before"
        return ""

    def returned(self, column: ColumnPrint, now: ColumnPrint) -> bool:
        """Whether it was dropped on the way."""
        return (self.before.oid, column.number) != (self.after.oid, now.number)

    def altered(self, column: ColumnPrint, now: ColumnPrint) -> Alteration:
        """Its values are not what they were."""
        if self.returned(column, now):
            change = Change.NULLED if now.nulls == self.after.rows else Change.REPLACED
            return self.judged(Verdict.EXPECTED_LOSS, change, column, now, pairable=True)
        change = Change.CHANGED if column.type == now.type else Change.RETYPED
        return self.judged(Verdict.SILENT_MUTATION, change, column, now, pairable=True)

    def unproven(
        self, column: ColumnPrint, now: ColumnPrint | None, reason: str, *, pairable: bool = False
    ) -> Alteration:
        """Nothing is known of it, for that reason."""
        return self.judged(
            Verdict.UNPROVEN, Change.NOTHING, column, now, reason=reason, pairable=pairable
        )

    def judged(
        self,
        verdict: Verdict,
        change: Change,
        column: ColumnPrint,
        now: ColumnPrint | None,
        *,
        reason: str = "",
        pairable: bool = False,
    ) -> Alteration:
        """A verdict, with the circumstances of the column."""
        return Alteration(
            self.before.label,
            column.name,
            verdict,
            change,
            reason,
            rows_before=self.before.rows,
            rows_after=self.after.rows,
            type_before=column.type,
            type_after=now.type if now else "",
            returned=now is not None and self.returned(column, now),
            pairable=pairable,
        )
