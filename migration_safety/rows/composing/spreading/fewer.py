"""How many different values a column is drawn from."""

from __future__ import annotations

from math import expm1, fsum

from migration_safety.core.volume.likeness.statistics import ColumnStatistics
from migration_safety.rows.spread.seen import needed, seen


def fewer(known: ColumnStatistics, offered: int, rows: int) -> int:
    """Of so many values offered, how many; that as many are seen as the statistics count."""
    distinct = known.distinct_count(rows)
    if distinct is None or distinct >= offered:
        return offered
    head = known.frequencies[:distinct]
    rest = rows * max(0.0, 1 - (known.null_fraction or 0) - fsum(head))
    common = seen(head, rows)

    def all_seen(number: int) -> float:
        others = number - len(head)
        return common - (others * expm1(-rest / others) if others > 0 else 0.0)

    return needed(max(distinct, 1), offered, all_seen)
