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
    SELECT schemaname || '.' || sequencename, last_value, start_value, increment_by,
        ARRAY[tn.nspname, t.relname, a.attname]::text[]
    FROM pg_sequences
    LEFT JOIN (pg_namespace AS n JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relkind = 'S')
        ON n.nspname = schemaname AND c.relname = sequencename
    LEFT JOIN (pg_depend AS d JOIN pg_class AS t ON t.oid = d.refobjid
        JOIN pg_namespace AS tn ON tn.oid = t.relnamespace
        JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid)
        ON d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
        AND d.objid = c.oid AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
    WHERE schemaname !~ '^pg_temp' AND schemaname <> 'migration_safety_deploy'
"""
UNCALLED = "SELECT {}, last_value, is_called FROM {}"
# A table that was made anew numbers its rows by a sequence of another name: that of the column
# goes before that of the name.
SAID = """
    WITH wanted AS (
        SELECT given.name, value, q.seqrelid AS oid, q.seqincrement AS step, q.seqmin, q.seqmax,
            pg_sequence_last_value(q.seqrelid) AS present
        FROM unnest(%s::text[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::text[],
            %s::text[]) AS given (name, schema, relation, value, home, owner, numbered)
        LEFT JOIN pg_namespace AS n ON n.nspname = given.schema
        LEFT JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = given.relation
            AND c.relkind = 'S'
        LEFT JOIN LATERAL (
            SELECT d.objid FROM pg_namespace AS tn JOIN pg_class AS t ON t.relnamespace = tn.oid
            JOIN pg_attribute AS a ON a.attrelid = t.oid
            JOIN pg_depend AS d ON d.refobjid = t.oid AND d.refobjsubid = a.attnum
                AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
                AND d.deptype IN ('a', 'i')
            JOIN pg_class AS s ON s.oid = d.objid AND s.relkind = 'S'
            WHERE tn.nspname = given.home AND t.relname = given.owner
                AND a.attname = given.numbered
            ORDER BY d.objid IS DISTINCT FROM c.oid LIMIT 1
        ) AS own ON true
        LEFT JOIN pg_sequence AS q ON q.seqrelid = coalesce(own.objid, c.oid)
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

    Of one that was not called it is what would have come before its first value.  `numbers` is
    the column (schema, table, name) that owns it, if any.
    """

    sequence: str
    last: int
    numbers: tuple[str, str, str] | None = None


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
    steps = {name: step for name, _, _, step, _ in rows}
    found = {name: last for name, last, *_ in rows if last is not None}
    if uncalled := [name for name in steps if name not in found]:
        asked = (sql.SQL(UNCALLED).format(name, identifier(name)) for name in uncalled)
        for name, last, called in connection.execute(sql.SQL(" UNION ALL ").join(asked)):
            found[name] = last if called else last - steps[name]
    owned = {name: tuple(path) for name, *_, path in rows if path[0]}
    return tuple(Position(name, found[name], owned.get(name)) for name in steps)


def set_ahead(connection: psycopg.Connection, given: Sequence[Position], *, gap: int) -> Ahead:
    """Let each sequence of this side go on `gap` steps after where the other's has come.

    One statement, whatever their number.  None is ever set back: what this side has given
    away already stays given.  Not undone by a rollback.
    """
    split = [each.sequence.partition(".") for each in given]
    owners = [each.numbers or (None, None, None) for each in given]
    asked = [
        [each.sequence for each in given],
        [schema for schema, _, _ in split],
        [name for _, _, name in split],
        [each.last for each in given],
        *([owner[part] for owner in owners] for part in range(3)),
        gap,
    ]
    said: Mapping[str, str] = dict(connection.execute(SAID, asked).fetchall())
    by = {word: tuple(n for n, s in said.items() if s == word) for word in WORDS}
    done = tuple(sorted(name for name, word in said.items() if word not in WORDS))
    return Ahead(done, by["ahead"], by["missing"], by["full"])


def refuse_full(ahead: Ahead) -> None:
    """Raises RefusedError where a sequence has no room for the gap."""
    if ahead.full:
        raise RefusedError(
            f"The gap does not fit into what is left of {few(list(ahead.full))}.",
            "Widen the sequence and its column first, or plan with a smaller gap.",
        )
