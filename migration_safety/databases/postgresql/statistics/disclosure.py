"""What of a column's statistics may be told: nothing that stands for less than 20 rows.

The field's word is statistical disclosure control: values are coarsened, cells of few rows are
suppressed, and the ends of a distribution, which are somebody, are cut off.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from math import ceil

from migration_safety.core.volume.likeness.column import Column, Kind
from migration_safety.core.volume.likeness.rounding import month, significant, two_digits
from migration_safety.core.volume.likeness.statistics import Bound, ColumnStatistics, Value
from migration_safety.databases.postgresql.statistics.observed import Observed

FEWEST = 20
# A server whose statistics target is 10,000 need not make lines of 10,000 entries.
MOST = 100
SPEAKING = frozenset({Kind.CHOICE, Kind.BOOLEAN, Kind.NUMBER})
MEASURED = frozenset({Kind.NUMBER, Kind.DATE})
BOOLEANS = {"t": True, "f": False}


def disclosed(
    column: Column, observed: Observed, rows: int, *, allowed: bool = False, fewest: int = FEWEST
) -> ColumnStatistics:
    """The column's statistics among so many rows; `allowed` names its values as they are.

    Frequencies of less than `fewest` rows are suppressed.
    """
    if rows < FEWEST:
        return ColumnStatistics(left_out=f"all: fewer than {FEWEST} rows")
    nulls = significant(observed.null_fraction, 4)
    if rows * (1 - observed.null_fraction) < FEWEST:
        few = f"all but the NULLs: fewer than {FEWEST} rows"
        return ColumnStatistics(null_fraction=nulls, left_out=few)
    common = _common(column, observed, allowed)
    told = [(value, share) for value, share in common if share * rows >= fewest][:MOST]
    values = tuple(value for value, _ in told)
    shown = any(value is not None for value in values)
    return ColumnStatistics(
        null_fraction=nulls,
        distinct=significant(observed.distinct, 4) or None,
        average_width=observed.average_width,
        correlation=None if observed.correlation is None else round(observed.correlation, 2),
        frequencies=tuple(significant(share, 4) for _, share in told),
        values=values if shown else (),
        bounds=_bounds(column, observed, rows),
        left_out=_reason(column, allowed, values, len(common) - len(told)),
    )


def _common(column: Column, observed: Observed, allowed: bool) -> list[tuple[Value | None, float]]:
    """The most common values with their shares; those that coarsening makes equal are one."""
    merged: dict[Value, float] = {}
    nameless: list[tuple[Value | None, float]] = []
    texts = observed.values or ("",) * len(observed.frequencies)
    for text, share in zip(texts, observed.frequencies, strict=True):
        value = _value(column, text, allowed) if observed.values else None
        if value is None:
            nameless.append((None, share))
        else:
            merged[value] = merged.get(value, 0.0) + share
    return sorted([*merged.items(), *nameless], key=lambda each: -each[1])


def _value(column: Column, text: str, allowed: bool) -> Value | None:
    """The value as it may be shown, None where it may not."""
    if column.kind is Kind.BOOLEAN:
        return BOOLEANS.get(text)
    if column.kind is Kind.NUMBER:
        return _number(text, exact=allowed)
    declared = {str(choice): choice for choice in column.choices}
    return declared.get(text, text if allowed else None)


def _number(text: str, *, exact: bool = False) -> int | float | None:
    try:
        number = Decimal(text)
    except InvalidOperation:  # the column is no number in the database
        return None
    if not number.is_finite():
        return None
    return significant(number, 17) if exact else two_digits(number)


def _bounds(column: Column, observed: Observed, rows: int) -> tuple[Bound, ...]:
    """So many of them that FEWEST rows lie between any two, and beyond the first and last."""
    parts = len(observed.bounds) - 1
    left = rows * (1 - observed.null_fraction - sum(observed.frequencies))
    if column.kind not in MEASURED or parts < 2 or left < FEWEST:
        return ()
    step = max(ceil(FEWEST * parts / left), ceil(parts / MOST))
    kept = observed.bounds[step : parts - step + 1 : step]
    coarse = (month(text) or None if column.kind is Kind.DATE else _number(text) for text in kept)
    return tuple(each for each in coarse if each is not None)


def _reason(
    column: Column, allowed: bool, values: tuple[Value | None, ...], suppressed: int
) -> str:
    reasons = []
    if column.kind not in SPEAKING and not allowed:
        reasons.append(f"values: {column.kind}")
    elif hidden := sum(value is None for value in values):
        strange = "choice of the code" if column.choices else f"{column.kind}"
        reasons.append(f"values: {hidden} that are no {strange}")
    if suppressed:
        reasons.append(f"frequencies: {suppressed} of fewer than {FEWEST} rows or beyond {MOST}")
    if column.kind not in MEASURED:
        reasons.append(f"bounds: {column.kind}")
    return "; ".join(reasons)
