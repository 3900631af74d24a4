"""What pairing the rows of two databases has shown, and what it makes of the verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from migration_safety.core.trial.data.alteration import Alteration, Change, Verdict

NONE_LEFT = "none of the rows of before is left"


@dataclass(frozen=True, slots=True)
class ColumnMismatch:
    """`rows` that both have hold another value, NULL in `nulls` of them, or all the same one."""

    name: str
    rows: int
    nulls: int
    uniform: bool
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Rows of a table that only one database has, and columns in which the others differ.

    `keyed_by` are the columns that rows were paired by; without any, only whole rows were
    counted.  `reason` says why they could not be paired at all, or "".
    """

    table: str
    keyed_by: tuple[str, ...] = ()
    paired: int = 0
    lost: int = 0
    added: int = 0
    lost_samples: tuple[str, ...] = ()
    added_samples: tuple[str, ...] = ()
    columns: tuple[ColumnMismatch, ...] = ()
    reason: str = ""

    def column(self, name: str) -> ColumnMismatch | None:
        """What is said of a column, by its name before."""
        return next((each for each in self.columns if each.name == name), None)


def settled(alterations: tuple[Alteration, ...], mismatch: Mismatch) -> tuple[Alteration, ...]:
    """The same verdicts, those on this table made by what pairing has shown."""
    if mismatch.reason:
        return alterations
    others = [each for each in alterations if each.table != mismatch.table]
    own = [each for each in alterations if each.table == mismatch.table]
    return (
        *others,
        *_rows(own, mismatch),
        *(_column(each, mismatch) for each in own if each.column),
    )


def _rows(own: list[Alteration], mismatch: Mismatch) -> Iterator[Alteration]:
    """Of whole rows; a row may be lost and another added without the number telling."""
    verdict = (
        Verdict.EXPECTED_LOSS if any(_remade(each) for each in own) else Verdict.SILENT_MUTATION
    )
    first = own[0]
    told = Alteration(
        mismatch.table, "", verdict, rows_before=first.rows_before, rows_after=first.rows_after
    )
    if mismatch.keyed_by or first.rows_before != first.rows_after:
        if mismatch.lost:
            lost, samples = mismatch.lost, mismatch.lost_samples
            yield replace(told, change=Change.ROWS_LOST, count=lost, samples=samples)
        if mismatch.added:
            added, samples = mismatch.added, mismatch.added_samples
            told = replace(told, verdict=Verdict.LEFTOVER)
            yield replace(told, change=Change.ROWS_ADDED, count=added, samples=samples)
    elif mismatch.lost:
        swapped = any(each.change is Change.SWAPPED for each in own)
        change = Change.SWAPPED if swapped else Change.ROWS_CHANGED
        yield replace(told, change=change, count=mismatch.lost)


def _remade(alteration: Alteration) -> bool:
    return alteration.change is Change.ROWS_LOST and alteration.verdict is Verdict.EXPECTED_LOSS


def _column(alteration: Alteration, mismatch: Mismatch) -> Alteration:
    if not alteration.pairable:
        return alteration
    if not mismatch.keyed_by:
        same = not mismatch.lost and not mismatch.added
        return _identical(alteration) if same and not alteration.proven else alteration
    found = mismatch.column(alteration.column)
    if found is None:
        return alteration
    if not mismatch.paired:
        return replace(alteration, verdict=Verdict.UNPROVEN, reason=NONE_LEFT, pairable=False)
    return _altered(alteration, found) if found.rows else _identical(alteration)


def _identical(alteration: Alteration) -> Alteration:
    return replace(
        alteration, verdict=Verdict.IDENTICAL, change=Change.NOTHING, reason="", pairable=False
    )


def _altered(alteration: Alteration, found: ColumnMismatch) -> Alteration:
    verdict = Verdict.EXPECTED_LOSS if alteration.returned else Verdict.SILENT_MUTATION
    return replace(
        alteration,
        verdict=verdict,
        change=_change(alteration, found),
        reason="",
        pairable=False,
        count=found.rows,
        samples=found.samples,
    )


def _change(alteration: Alteration, found: ColumnMismatch) -> Change:
    if alteration.returned:
        if found.nulls == found.rows:
            return Change.NULLED
        return Change.DEFAULTED if found.uniform else Change.REPLACED
    same_type = alteration.type_before == alteration.type_after
    return Change.CHANGED if same_type else Change.RETYPED
