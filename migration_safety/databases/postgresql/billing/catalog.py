"""The columns of a table by their numbers, which renames and new types leave alone."""

from __future__ import annotations

from typing import Any

import psycopg

from migration_safety.core.trial.bills.written import Column

NAMED = "SELECT to_regclass(%s)::oid"
NUMBERED = "SELECT oid::regclass::text FROM pg_class WHERE oid = %s"
# A session reports what it has done once it is idle, and not every time.
FLUSH = "SELECT pg_stat_force_next_flush()"
ACCESSES = """
    SELECT relid, min(relname), sum(accesses)::bigint
    FROM (
        SELECT relid, relname,
            seq_scan + coalesce(idx_scan, 0) + n_tup_ins + n_tup_upd + n_tup_del AS accesses
        FROM pg_stat_user_tables
        UNION ALL
        SELECT relid, relname,
            seq_scan + coalesce(idx_scan, 0) + n_tup_ins + n_tup_upd + n_tup_del
        FROM pg_stat_xact_user_tables
    ) AS both_kinds
    GROUP BY relid
"""
COLUMNS = """
    SELECT attname, attnum, format_type(atttypid, atttypmod) FROM pg_attribute
    WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped
    ORDER BY attnum
"""


def number(session: psycopg.Connection[Any], name: str) -> int:
    """The OID of the table of that name, quoted as in SQL; 0 where there is none."""
    found: int | None = _one(session, NAMED, name)
    return found or 0


def name(session: psycopg.Connection[Any], oid: int) -> str:
    """The table's name, quoted as in SQL; "" where there is none."""
    found: str | None = _one(session, NUMBERED, oid)
    return found or ""


def accesses(session: psycopg.Connection[Any]) -> dict[int, tuple[str, int]]:
    """The tables by OID, each with its name and a number that grows with every access."""
    session.execute(FLUSH)
    return {oid: (name, count) for oid, name, count in session.execute(ACCESSES).fetchall()}


def columns(session: psycopg.Connection[Any], oid: int) -> tuple[Column, ...]:
    """Its columns in their order."""
    return tuple(Column(*row) for row in session.execute(COLUMNS, [oid]).fetchall())


def _one(session: psycopg.Connection[Any], query: str, value: object) -> Any:
    row = session.execute(query.encode(), [value]).fetchone()
    return row and row[0]
