"""NULLs among cells that are another one in every row."""

from __future__ import annotations

from migration_safety.rows.composing.sheet import Sheet
from migration_safety.rows.composing.uniqueness.expressions import same_when_null
from migration_safety.rows.sources.choice import Nullable
from migration_safety.rows.sources.source import Countable


def put_nulls(sheet: Sheet) -> None:
    """As many as the statistics say, in columns of their own that no check speaks of."""
    checked = {name for each in sheet.constraints.checks for name in each.columns}
    fixed = checked | sheet.wanted.referred
    for each in sheet.constraints.uniques:
        fixed |= set(each.columns) if each.primary else same_when_null(each, sheet)
    for columns, source in sheet.sources.items():
        name = columns[0]
        known = sheet.known(name) if len(columns) == 1 else None
        allowed = sheet.nullable(name) and name not in fixed
        if known and known.null_fraction and allowed and isinstance(source, Countable):
            sheet.put(Nullable(source, known.null_fraction))
