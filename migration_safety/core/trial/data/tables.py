"""Compares two fingerprints: which columns, of which tables, hold something else."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.trial.data.alteration import Alteration, Change, Matching, Verdict
from migration_safety.core.trial.data.columns import NO_ROWS, columns
from migration_safety.core.trial.data.fingerprint import Fingerprints, TablePrint


def alterations(
    before: Fingerprints, after: Fingerprints, *, by: Matching
) -> tuple[Alteration, ...]:
    """Every column that was there before, with its verdict; and by name, what came in addition."""
    return tuple(_alterations(before, after, by))


def _alterations(before: Fingerprints, after: Fingerprints, by: Matching) -> Iterator[Alteration]:
    for table in before.tables:
        yield from _of_table(table, counterpart(table, after, by), by)
    if by is Matching.NAME:
        for table in after.tables:
            if table.rows and counterpart(table, before, by) is None:
                yield _rows(Verdict.LEFTOVER, Change.TABLE_ADDED, table.label, 0, table.rows)


def counterpart(table: TablePrint, prints: Fingerprints, by: Matching) -> TablePrint | None:
    """The same table in another print."""
    if by is Matching.LINEAGE:
        return prints.table(table.oid)
    return prints.named(table.schema, table.name)


def _of_table(before: TablePrint, after: TablePrint | None, by: Matching) -> Iterator[Alteration]:
    reason = before.unproven or (after.unproven if after else "")
    if reason:
        yield Alteration(before.label, "", Verdict.UNPROVEN, reason=reason)
    elif after is None:
        yield _lost_table(before)
    else:
        yield from _of_rows(before, after)
        yield from columns(before, after, by)


def _lost_table(before: TablePrint) -> Alteration:
    if not before.rows:
        return Alteration(before.label, "", Verdict.UNPROVEN, reason=NO_ROWS)
    return _rows(Verdict.EXPECTED_LOSS, Change.TABLE_LOST, before.label, before.rows, 0)


def _of_rows(before: TablePrint, after: TablePrint) -> Iterator[Alteration]:
    rows = (before.label, before.rows, after.rows)
    if after.rows > before.rows:
        yield _rows(Verdict.LEFTOVER, Change.ROWS_ADDED, *rows)
    elif after.rows < before.rows:
        made_anew = before.oid != after.oid
        verdict = Verdict.EXPECTED_LOSS if made_anew else Verdict.SILENT_MUTATION
        yield _rows(verdict, Change.ROWS_LOST, *rows)


def _rows(verdict: Verdict, change: Change, table: str, before: int, after: int) -> Alteration:
    return Alteration(
        table,
        "",
        verdict,
        change,
        rows_before=before,
        rows_after=after,
        count=abs(after - before),
    )
