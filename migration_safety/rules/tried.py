"""What rules say of trials: the object, what became of it, and what that means."""

from __future__ import annotations

from migration_safety.core.trial.data.alteration import Alteration
from migration_safety.core.trial.schema.difference import Difference

CHANGES = {"lost": "is lost", "added": "is left over", "changed": "is not as it was"}


def damaged(each: Difference) -> str:
    """ "index item_lower of shop_item is lost: queries that ..."."""
    between = f" ({each.before} -> {each.after})" if each.change == "changed" else ""
    meaning = f": {each.consequence}" if each.consequence else ""
    return f"{each.label} {CHANGES[each.change]}{between}{meaning}".rstrip(".")


def lost(each: Difference) -> str:
    """ "index item_lower of shop_item lost"."""
    return " ".join(filter(None, (each.label, each.change, ", ".join(each.aspects))))


def emptied(each: Alteration) -> str:
    """ "shop_item.name changed", whatever the number of rows."""
    return f"{each.table}.{each.column} {each.change.value}".replace(". ", " ")


def altered(each: Alteration) -> str:
    """ "shop_item.name: changed in 12 of 50 rows (id 1, 2, 3)"."""
    place = f"{each.table}.{each.column}" if each.column else each.table
    rows = f" ({each.rows_before:,} rows before, {each.rows_after:,} after)"
    if each.count is not None and each.column:
        rows = f" in {each.count:,} of {each.rows_before:,} rows"
    keys = f", such as {', '.join(each.samples)}" if each.samples else ""
    return f"{place}: {each.change.value}{rows}{keys}"


def table_of(each: Difference) -> tuple[str, ...]:
    """The table that it is about, if any."""
    return (each.table,) if each.table else ()
