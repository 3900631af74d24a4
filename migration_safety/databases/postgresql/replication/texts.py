"""What becomes of a value that is sent as text, and read as a value of another type."""

from __future__ import annotations

from math import inf

from migration_safety.databases.postgresql.schema.casts import LETTERS, WHOLE, loses, narrows
from migration_safety.databases.postgresql.schema.types import Type

# Text of the first is text of the second.
READABLE = frozenset(
    {
        *((whole, other) for whole in WHOLE for other in ("numeric", "float8")),
        ("date", "timestamp"),
        ("date", "timestamptz"),
        ("json", "jsonb"),
        ("jsonb", "json"),
        ("cidr", "inet"),
        ("float4", "float8"),
    }
)
# Characters, the sign too.
LONGEST = {"int2": 6, "int4": 11, "int8": 20, "uuid": 36, "bool": 5}
MOMENTS = ("timestamp", "timestamptz")


def alike(old: Type, new: Type) -> bool:
    """Whether both are text, whole numbers or decimals."""
    kinds: tuple[frozenset[str], ...] = (LETTERS, WHOLE, frozenset({"numeric"}))
    return any({old.name, new.name} <= kind for kind in kinds)


def fits(old: Type, new: Type) -> bool:
    """Whether the text of every value of the old type is text of the new one."""
    if new.array or old.array:
        return False
    if new.name in LETTERS:
        longest = LONGEST.get(old.name, inf)
        shorter = bool(new.modifiers) and longest <= new.modifiers[0]
        return not new.modifiers or shorter or (old.name in LETTERS and not narrows(old, new))
    return (old.name, new.name) in READABLE or (alike(old, new) and not narrows(old, new))


def forgets(old: Type, new: Type) -> bool:
    """Where the input function of the new type takes the text and drops a part of it."""
    reads = (old.name in MOMENTS and new.name == "date") or "numeric" == old.name == new.name
    return loses(old, new, cast=False) and (reads or new.name == "float4")
