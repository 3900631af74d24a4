"""Sequences, which replication leaves out: read on one side, set ahead on the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

from migration_safety.databases.postgresql.publishing.names import few, identifier
from migration_safety.errors import RefusedError

# pg_sequences shows nothing of a sequence that was not called since it was made or set.
POSITIONS = """
    SELECT schemaname || '.' || sequencename, last_value, start_value, increment_by
    FROM pg_sequences WHERE schemaname !~ '^pg_temp' AND schemaname <> 'migration_safety_deploy'
"""
UNCALLED = "SELECT {}, last_value, is_called FROM {}"
SAID = """
    WITH wanted AS (
        SELECT name, value, n.nspname, c.oid, q.seqincrement AS step, q.seqmin, q.seqmax,
            pg_sequence_last_value(c.oid) AS present
        FROM unnest(%s::text[], %s::text[], %s::text[], %s::bigint[])
            AS given (name, schema, relation, value)
        LEFT JOIN pg_namespace AS n ON n.nspname = given.schema
        LEFT JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = given.relation
            AND c.relkind = 'S'
        LEFT JOIN pg_sequence AS q ON q.seqrelid = c.oid
    ), ahead AS (
        SELECT name, oid, step, present, seqmin, seqmax, value::numeric + step * %s::numeric AS to
        FROM wanted
    )
    SELECT name, CASE
        WHEN oid IS NULL THEN 'missing'
        WHEN (ahead.to - present) * step <= 0 THEN 'ahead'
        WHEN ahead.to + step NOT BETWEEN seqmin AND seqmax THEN 'full'
        WHEN ahead.to NOT BETWEEN seqmin AND seqmax
            THEN setval(oid, (ahead.to + step)::bigint, false)::text
        ELSE setval(oid, ahead.to::bigint, true)::text END
    FROM ahead
"""

WORDS = ("ahead", "missing", "full")


@dataclass(frozen=True, slots=True)
class Position:
    """How far a sequence has come: `last` is what it gave last.

    Of one that was not called it is what would have come before its first value.
    """

    sequence: str
    last: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """What became of sequences; `missing` are not on this side, `full` would pass their end."""

    set: tuple[str, ...]
    kept: tuple[str, ...]
    missing: tuple[str, ...]
    full: tuple[str, ...]


def positions(connection: psycopg.Connection) -> tuple[Position, ...]:
    """All sequences of the database, in one question; in a second one those never called."""
    rows = connection.execute(POSITIONS).fetchall()
    steps = {name: step for name, _, _, step in rows}
    found = {name: last for name, last, _, _ in rows if last is not None}
    if uncalled := [name for name in steps if name not in found]:
        asked = (sql.SQL(UNCALLED).format(name, identifier(name)) for name in uncalled)
        for name, last, called in connection.execute(sql.SQL(" UNION ALL ").join(asked)):
            found[name] = last if called else last - steps[name]
    return tuple(Position(name, found[name]) for name in steps)


def set_ahead(connection: psycopg.Connection, given: Sequence[Position], *, gap: int) -> Ahead:
    """Let each sequence of this side go on `gap` steps after where the other's has come.

    One statement, whatever their number.  None is ever set back: what this side has given
    away already stays given.  Not undone by a rollback.
    """
    split = [each.sequence.partition(".") for each in given]
    asked = [
        [each.sequence for each in given],
        [schema for schema, _, _ in split],
        [name for _, _, name in split],
        [each.last for each in given],
        gap,
    ]
    said: Mapping[str, str] = dict(connection.execute(SAID, asked).fetchall())
    by = {word: tuple(n for n, s in said.items() if s == word) for word in WORDS}
    done = tuple(name for name, word in said.items() if word not in WORDS)
    return Ahead(done, by["ahead"], by["missing"], by["full"])


def refuse_full(ahead: Ahead) -> None:
    """Raises RefusedError where a sequence has no room for the gap."""
    if ahead.full:
        raise RefusedError(
            f"The gap does not fit into what is left of {few(list(ahead.full))}.",
            "Widen the sequence and its column first, or plan with a smaller gap.",
        )
