"""The columns of a table on the sandbox, and an expression that makes values for each.

A value depends on the number of its row and on its type alone: row 7 of a child refers to
row 7 of its parent, and a unique column has no value twice.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

# A domain counts as the type that it is of.
COLUMNS = """
    SELECT a.attname, base.typname, base.typtype, base.typcategory,
           CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END,
           a.attnotnull AND NOT a.atthasdef AND a.attidentity = '',
           pg_get_serial_sequence(%(quoted)s, a.attname),
           format_type(base.oid, NULL)
    FROM pg_attribute AS a
    JOIN pg_type AS t ON t.oid = a.atttypid
    JOIN pg_type AS base ON base.oid = coalesce(nullif(t.typbasetype, 0), t.oid)
    WHERE a.attrelid = to_regclass(%(quoted)s) AND a.attnum > 0 AND NOT a.attisdropped
      AND a.attgenerated = ''
    ORDER BY a.attnum
"""
HEADER = 4  # bytes that a typmod of text or numeric begins with
SHORT = 16
TYPICAL = 24

BY_TYPE = {
    "int2": "(i % 32000)::int2",
    "int4": "i::int4",
    "int8": "i::int8",
    "float4": "i::float4",
    "float8": "i::float8",
    "bool": "i % 2 = 0",
    "date": "date '2020-01-01' + (i % 1500)::int4",
    "timestamp": "timestamp '2020-01-01' + i * interval '1 minute'",
    "timestamptz": "timestamptz '2020-01-01 00:00Z' + i * interval '1 minute'",
    "time": "time '00:00' + (i % 86400) * interval '1 second'",
    "interval": "i * interval '1 second'",
    "uuid": "md5(i::text)::uuid",
    "json": "json_build_object('row', i)",
    "jsonb": "jsonb_build_object('row', i)",
    "bytea": "decode(md5(i::text), 'hex')",
    "inet": "inet '10.0.0.0' + i",
    "cidr": "(inet '10.0.0.0' + i)::cidr",
    "tsvector": "to_tsvector('simple', md5(i::text))",
    "hstore": "''",
}
TEXTS = frozenset({"text", "varchar", "bpchar", "citext"})


@dataclass(frozen=True, slots=True)
class Column:
    """`values` makes one from `i`, the number of the row; `sequence` counts it otherwise."""

    name: str
    values: sql.Composable
    sequence: str = ""


class UnknownTypeError(Exception):
    """No value can be made for a column that needs one."""


def columns(
    session: psycopg.Connection[Any], quoted: str, empty: Collection[str]
) -> tuple[Column, ...]:
    """Those that are to be filled; `empty` ones stay NULL.  Raises UnknownTypeError."""
    found = []
    for name, base, kind, category, mod, required, sequence, shown in session.execute(
        COLUMNS, {"quoted": quoted}
    ):
        values = None if name in empty else _values(base, kind, category, mod, shown)
        if values is not None:
            found.append(Column(name, sql.SQL(values), sequence or ""))
        elif required and name not in empty:
            raise UnknownTypeError(f"{name} is of the type {shown}")
    return tuple(found)


def _values(base: str, kind: str, category: str, mod: int, shown: str) -> str | None:
    if category == "A":
        return "'{}'"
    if kind == "e":
        return f"(enum_range(NULL::{shown}))[1]"
    if kind in "rm":
        return "'empty'" if kind == "r" else "'{}'"
    if base == "numeric":
        return _number(mod)
    return _text(mod - HEADER) if base in TEXTS else BY_TYPE.get(base)


def _number(mod: int) -> str:
    """As many digits before the point as it may have."""
    if mod < HEADER:
        return "i::numeric"
    digits = (mod - HEADER) >> 16
    scale = (mod - HEADER) & 0x7FF
    return f"(i % {10 ** max(0, min(digits - scale, 18))})::numeric"


def _text(length: int) -> str:
    """Different in each row as far as the length allows, and about as long as a name."""
    if 0 < length < SHORT:
        return f"right(lpad(to_hex(i), 15, '0'), {length})"
    return (
        f"left(to_hex(i) || '-' || md5(i::text), {TYPICAL if length < 0 else min(length, TYPICAL)})"
    )
