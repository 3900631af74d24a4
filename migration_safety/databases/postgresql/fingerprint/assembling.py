"""Puts prints together from what was read: of a table, or of all leaves of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from migration_safety.core.trial.data.fingerprint import ColumnPrint, Reading, TablePrint
from migration_safety.databases.postgresql.fingerprint.catalog import Table
from migration_safety.databases.postgresql.fingerprint.planning import Plan
from migration_safety.databases.postgresql.fingerprint.scan import Scanned


def written(blank: TablePrint, table: Table, plan: Plan, found: Scanned) -> TablePrint:
    """The print of a table, of what a scan has found or an earlier print told."""
    readings: dict[int, list[Reading]] = defaultdict(list)
    for each in plan.sums:
        total = found.totals.get((each.number, each.method, each.cast))
        if total is not None:
            readings[each.number].append(Reading(each.method, total, each.cast))
    columns = tuple(
        ColumnPrint(
            column.number,
            column.name,
            column.type,
            found.nulls.get(column.number, 0),
            tuple(readings[column.number]),
            column.generated,
            found.refused.get(column.number, ""),
        )
        for column in table.columns
    )
    whole = readings[0][0] if readings[0] else None
    return replace(blank, rows=found.rows, columns=columns, key=plan.key, whole=whole)


def added_up(
    blank: TablePrint, table: Table, plan: Plan, parts: Sequence[TablePrint]
) -> TablePrint:
    """Sums of leaves are sums of the whole, wherever a row has moved."""
    nulls: dict[int, int] = defaultdict(int)
    totals = {(each.number, each.method, each.cast): 0 for each in plan.sums}
    refused: dict[int, str] = {}
    for part in parts:
        for column in part.columns:
            nulls[column.number] += column.nulls
            refused |= {column.number: column.unproven} if column.unproven else {}
            for each in column.readings:
                totals[column.number, each.method, each.cast] += each.total
        if part.whole:
            totals[0, part.whole.method, ""] += part.whole.total
    rows = sum(part.rows for part in parts)
    return written(blank, table, plan, Scanned(rows, nulls, totals, refused))
