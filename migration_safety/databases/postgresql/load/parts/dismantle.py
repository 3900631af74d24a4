"""Dropping the indexes and foreign keys of empty tables, once they are journalled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
from psycopg import errors, sql

from migration_safety.databases.postgresql.load.failures import failures, words
from migration_safety.databases.postgresql.load.identifier import identifier
from migration_safety.databases.postgresql.load.parts.catalog import (
    foreign_keys,
    indexes,
    present,
)
from migration_safety.databases.postgresql.load.parts.entries import note
from migration_safety.databases.postgresql.load.parts.part import Part
from migration_safety.databases.postgresql.load.parts.remake import remake
from migration_safety.errors import VolumeError

TABLES = """
    SELECT c.oid, CASE
        WHEN c.oid IS NULL THEN 'there is no such table'
        WHEN c.relispartition THEN 'it is a partition'
        WHEN c.relkind = 'p' THEN 'it is partitioned'
        WHEN c.relkind <> 'r' OR c.relpersistence = 't' THEN 'it is no ordinary table'
        WHEN NOT pg_has_role(c.relowner, 'USAGE') THEN 'it belongs to another role'
        ELSE '' END
    FROM unnest(%s::text[]) WITH ORDINALITY AS w(name, place)
    LEFT JOIN pg_class AS c ON c.oid = to_regclass(w.name)
    ORDER BY w.place
"""
# What the server may have against one part; all else ends the whole.
OBSTACLES = (
    errors.DependentObjectsStillExist,
    errors.IntegrityError,
    errors.ProgrammingError,
    errors.NotSupportedError,
    errors.ObjectNotInPrerequisiteState,
    errors.RaiseException,
)


@dataclass(frozen=True, slots=True)
class Dismantled:
    """What was dropped, and what was left alone: a table's or part's name -> why."""

    parts: tuple[Part, ...]
    kept: dict[str, str]


def dismantle(connection: psycopg.Connection, *, run: int, tables: Sequence[str]) -> Dismantled:
    """Drop the indexes and the foreign keys of tables that hold no row.

    All in one transaction, its journal entries included: killed at any moment, either all is
    there or the journal knows what is not.  Each part is first dropped and made again while its
    table is empty, and dropped for good only if that gave the same; VolumeError if a table
    holds rows, with nothing changed.
    """
    with failures(connection, "dropping indexes and foreign keys"), connection.transaction():
        names = [identifier(table).as_string() for table in tables]
        found = connection.execute(TABLES, [names]).fetchall()
        kept = {table: why for table, (_, why) in zip(tables, found, strict=True) if why}
        ours = {table: oid for table, (oid, why) in zip(tables, found, strict=True) if not why}
        for table in ours:
            _refuse_rows(connection, table)
        # An index can go once no foreign key stands on it.
        oids = list(ours.values())
        dropped = _drop(connection, run, foreign_keys(connection, oids), kept)
        dropped += _drop(connection, run, indexes(connection, oids), kept)
    return Dismantled(tuple(dropped), kept)


def _refuse_rows(connection: psycopg.Connection, table: str) -> None:
    name = identifier(table)
    # Until the end of the transaction nobody else writes a row.
    connection.execute(sql.SQL("LOCK TABLE ONLY {} IN ACCESS EXCLUSIVE MODE").format(name))
    query = sql.SQL("SELECT EXISTS (SELECT FROM ONLY {})").format(name)
    if connection.execute(query).fetchone() != (False,):
        raise VolumeError(
            f"{table} holds rows: its indexes and foreign keys are not dropped.",
            "Only empty tables are loaded without them.",
        )


def _drop(
    connection: psycopg.Connection, run: int, parts: Sequence[Part], kept: dict[str, str]
) -> list[Part]:
    obstacles = {part.place: _obstacle(connection, part) for part in parts}
    kept |= {part.name: obstacles[part.place] for part in parts if obstacles[part.place]}
    free = [part for part in parts if not obstacles[part.place]]
    note(connection, run, free)
    for part in free:
        connection.execute(part.drop.encode())
    return free


def _obstacle(connection: psycopg.Connection, part: Part) -> str:
    """Why a part must stay, "" if it comes back as it was: tried out, and taken back."""
    if part.marks:
        return f"it cannot be made again as it is ({', '.join(part.marks)})"
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(part.drop.encode())
            remake(connection, part, part.statements)
            same = present(connection, [part]).get(part.place) == part
    except OBSTACLES as error:
        return words(error)
    return "" if same else "it would not come back as it was"
