"""How the values of each type are hashed: by PostgreSQL's own functions, or by their text.

Typed hashes call equal what the type calls equal: numeric 1.0 and 1.00, 0 and -0, an
interval of a month and of 30 days, citext 'A' and 'a', jsonb 1.0 and 1.00, character
values but for trailing blanks; arrays of the same elements in other dimensions as well.
Exact hashes are of the bytes that a type sends to clients.
"""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import sql

# A hash of bigint folds 64 bits to 32, so that -1 equals 4294967295: the upper half is the
# seed of the whole.  Smaller integers and booleans hash as the bigint of the same value.
INTEGERS = {
    "int8": "hashint8extended({value}, hashint8extended({value} >> 32, {seed}))",
    "int4": "hashint4extended({value}, hashint4extended({value} >> 31, {seed}))",
    "int2": "hashint2extended({value}, hashint2extended({value} >> 15, {seed}))",
    "bool": "hashint4extended({value}::int4, hashint4extended(0, {seed}))",
}
# Other than "C", collations may call different texts equal.  timestamptz at UTC is the
# timestamp of the same bits.
TEXT = 'hashtextextended({value}::text COLLATE "C", {seed})'
FUNCTIONS = {
    **{name: ("integer", call) for name, call in INTEGERS.items()},
    **dict.fromkeys(("text", "varchar", "name"), ("text", TEXT)),
    "bpchar": ("bpchar", 'hashbpcharextended({value} COLLATE "C", {seed})'),
    "uuid": ("uuid", "uuid_hash_extended({value}, {seed})"),
    "numeric": ("numeric", "hash_numeric_extended({value}, {seed})"),
    "float4": ("float", "hashfloat4extended({value}, {seed})"),
    "float8": ("float", "hashfloat8extended({value}, {seed})"),
    "timestamp": ("timestamp", "timestamp_hash_extended({value}, {seed})"),
    "timestamptz": ("timestamp", "timestamp_hash_extended({value}::timestamp, {seed})"),
    "interval": ("interval", "interval_hash_extended({value}, {seed})"),
    "jsonb": ("jsonb", "jsonb_hash_extended({value}, {seed})"),
    "inet": ("network", "hashinetextended({value}, {seed})"),
    "cidr": ("network", "hashinetextended({value}, {seed})"),
}
# Equal only where the bytes are.
PLAIN = frozenset(
    {*INTEGERS, "text", "varchar", "name", "uuid", "inet", "cidr", "bytea", "date", "char", "oid"}
)
# Functions that SQL may not call are called through an array of one element.
ARRAY = "hash_array_extended({value}, {seed})"
ELEMENT = "CASE WHEN {value} IS NOT NULL THEN hash_array_extended(ARRAY[{value}], {seed}) END"
SENT = "CASE WHEN {value} IS NOT NULL THEN hash_array_extended(ARRAY[{send}({value})], {seed}) END"


@dataclass(frozen=True, slots=True)
class Type:
    """The type of values, below its domains; `hashable` is the server's own word for it.

    `send` is its binary output function, schema first, or ().  `user_made`: an enum, a
    composite type or an array of such, whose hashes and bytes hold OIDs.
    """

    name: str
    is_array: bool
    user_made: bool
    hashable: bool
    send: tuple[str, ...]


def method(kind: Type, *, exact: bool) -> str:
    """What a reading says of how values were hashed."""
    if kind.user_made or not kind.hashable:
        return "text"
    if exact and kind.name not in PLAIN and kind.send:
        return f"bytes of {kind.name}"
    return FUNCTIONS[kind.name][0] if kind.name in FUNCTIONS else kind.name


def hashed(kind: Type, value: sql.Composable, seed: sql.Composable, *, exact: bool) -> sql.Composed:
    """The hash of a value of that type, NULL for NULL."""
    named = method(kind, exact=exact)
    if named == "text":
        return sql.SQL(TEXT).format(value=value, seed=seed)
    if named.startswith("bytes of "):
        send = sql.Identifier(*kind.send)
        return sql.SQL(SENT).format(value=value, seed=seed, send=send)
    if kind.name in FUNCTIONS:
        return sql.SQL(FUNCTIONS[kind.name][1]).format(value=value, seed=seed)
    return sql.SQL(ARRAY if kind.is_array else ELEMENT).format(value=value, seed=seed)
