"""What it costs to change one type into another, and what may get lost."""

from __future__ import annotations

from enum import Enum
from math import inf

from migration_safety.databases.postgresql.schema.types import UNKNOWN, Type

# Length or precision may grow, or go away, without touching a row.
# https://www.postgresql.org/docs/current/sql-altertable.html, section Notes.
GROWS = frozenset({"varchar", "varbit", "timestamp", "timestamptz", "time", "timetz", "interval"})

# Pairs that share one stored form ("binary coercible", pg_cast.castmethod = 'b').
SAME_FORM = frozenset(
    {
        ("varchar", "text"),
        ("text", "varchar"),
        ("cidr", "inet"),
        ("xml", "text"),
        ("xml", "varchar"),
        ("citext", "text"),
        ("citext", "varchar"),
        ("text", "citext"),
        ("varchar", "citext"),
        ("int4", "oid"),
        ("oid", "int4"),
    }
)
# Of those, the ones whose indexes compare differently and are built again.
OTHER_ORDER = frozenset(
    {
        ("citext", "text"),
        ("citext", "varchar"),
        ("text", "citext"),
        ("varchar", "citext"),
        ("int4", "oid"),
        ("oid", "int4"),
    }
)
LETTERS = frozenset({"text", "varchar", "bpchar", "citext"})
WHOLE = frozenset({"int2", "int4", "int8"})
PRECISE = frozenset({"numeric", "float4", "float8"})
# Of a moment only a part is kept; of a number only its rough size; of keys only one each.
FORGETFUL = frozenset(
    {
        *(
            (moment, part)
            for moment in ("timestamp", "timestamptz")
            for part in ("date", "time", "timetz")
        ),
        *((number, "bool") for number in WHOLE),
        ("float8", "float4"),
        ("json", "jsonb"),
    }
)
ZONES = frozenset({("timestamp", "timestamptz"), ("timestamptz", "timestamp")})


class Retype(Enum):
    """What ALTER COLUMN TYPE does to the stored rows and to the column's plain indexes."""

    METADATA = "metadata only"
    INDEXES = "index rebuild"
    REWRITE = "rewrite"


def retype(old: Type, new: Type, *, utc: bool = True) -> Retype:
    """The cost of a cast without an expression of its own; unknown types count as a rewrite.

    `utc`: the session's TimeZone is UTC, as Django sets it with USE_TZ (then timestamps
    with and without time zone have one stored form).
    """
    if old == new and old != UNKNOWN:
        return Retype.METADATA
    if UNKNOWN in (old, new) or old.array != new.array:
        return Retype.REWRITE
    if old.name == new.name:
        # A longer element still makes PostgreSQL cast each element; no length at all does not.
        spared = _grows(old, new) and not (old.array and new.modifiers)
        return Retype.METADATA if spared else Retype.REWRITE
    return _between(old, new, utc=utc)


def _between(old: Type, new: Type, *, utc: bool) -> Retype:
    pair = (old.name, new.name)
    if pair in ZONES and utc and not new.modifiers and not old.array:
        return Retype.INDEXES
    if pair not in SAME_FORM or old.array or new.modifiers:
        return Retype.REWRITE
    return Retype.INDEXES if pair in OTHER_ORDER else Retype.METADATA


def _grows(old: Type, new: Type) -> bool:
    if old.name == "numeric":
        return _numeric_grows(old.modifiers, new.modifiers)
    if old.name not in GROWS:
        return False
    return not new.modifiers or (bool(old.modifiers) and new.modifiers[-1] >= old.modifiers[-1])


def _numeric_grows(old: tuple[int, ...], new: tuple[int, ...]) -> bool:
    """numeric(p) is numeric(p, 0); without modifiers any value fits."""
    if not new:
        return True
    if not old:
        return False
    scale = old[1:] or (0,)
    return (new[1:] or (0,)) == scale and new[0] >= old[0]


def narrows(old: Type, new: Type) -> bool:
    """Whether values of the old type may not fit the new one."""
    order = ("int2", "int4", "int8")
    if old.name in order and new.name in order:
        return order.index(new.name) < order.index(old.name)
    if old.name in ("text", "varchar", "bpchar") and new.name in ("varchar", "bpchar"):
        return bool(new.modifiers) and (not old.modifiers or new.modifiers < old.modifiers)
    return _whole_digits(old) > _whole_digits(new)


def _whole_digits(type_: Type) -> float:
    """Of numeric, the digits before the point."""
    if type_.name != "numeric" or not type_.modifiers:
        return inf if type_.name == "numeric" else 0
    return type_.modifiers[0] - (type_.modifiers[1] if len(type_.modifiers) > 1 else 0)


def loses(old: Type, new: Type, *, cast: bool) -> bool:
    """Whether the change silently alters values: rounds, cuts, forgets a part.

    `cast`: with USING, which cuts text where the change alone would refuse it.
    """
    if UNKNOWN in (old, new) or old.array or new.array:
        return False
    if new.name in LETTERS and old.name in LETTERS:
        return cast and narrows(old, new)
    if (old.name, new.name) in FORGETFUL:
        return True
    return _digits(new) < _digits(old) and {old.name, new.name} <= PRECISE | WHOLE


def _digits(type_: Type) -> float:
    """How much it keeps after the point."""
    if type_.name in WHOLE or (type_.name == "numeric" and len(type_.modifiers) == 1):
        return 0
    return type_.modifiers[-1] if type_.modifiers else inf
