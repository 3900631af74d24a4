"""Column types, and what it costs to change one into another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from postgast import pg_query_pb2 as pb

# The names that the grammar gives to types, as people write them.
SPELLED = {
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "float4": "real",
    "float8": "double precision",
    "bool": "boolean",
    "bpchar": "char",
    "timestamptz": "timestamp with time zone",
    "timetz": "time with time zone",
}
SERIALS = frozenset({"serial", "bigserial", "smallserial", "serial2", "serial4", "serial8"})

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
    }
)
# Of those, the ones whose indexes compare differently and are built again.
OTHER_ORDER = frozenset(
    {("citext", "text"), ("citext", "varchar"), ("text", "citext"), ("varchar", "citext")}
)
ZONES = frozenset({("timestamp", "timestamptz"), ("timestamptz", "timestamp")})


class Retype(Enum):
    """What ALTER COLUMN TYPE does to the stored rows and to the column's plain indexes."""

    METADATA = "metadata only"
    INDEXES = "index rebuild"
    REWRITE = "rewrite"


@dataclass(frozen=True, slots=True)
class Type:
    """A type by PostgreSQL's internal name, with its modifiers: ("varchar", (20,))."""

    name: str
    modifiers: tuple[int, ...] = ()
    array: bool = False

    def __str__(self) -> str:
        spelled = SPELLED.get(self.name, self.name)
        inside = ", ".join(map(str, self.modifiers))
        return spelled + (f"({inside})" if inside else "") + ("[]" if self.array else "")


UNKNOWN = Type("")


def read_type(node: pb.TypeName) -> Type:
    """From the grammar's tree; a schema other than pg_catalog and public stays in the name."""
    parts = [part.string.sval for part in node.names]
    if parts[:1] in (["pg_catalog"], ["public"]):
        parts = parts[1:]
    modifiers = tuple(mod.a_const.ival.ival for mod in node.typmods)
    return Type(".".join(parts), modifiers, bool(node.array_bounds))


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
        return Retype.METADATA if _grows(old, new) else Retype.REWRITE
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
    return old.name == new.name and not _grows(old, new) and old != new
