"""The portrait of a database, read from its catalog in one go."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import psycopg
from psycopg.rows import dict_row, tuple_row

from migration_safety.core.trial.portrait import Fact, Portrait
from migration_safety.databases.postgresql.portrait import (
    behaviours,
    constraints,
    relations,
    routines,
    surroundings,
)
from migration_safety.databases.postgresql.portrait.others import large_objects, others
from migration_safety.databases.postgresql.portrait.sequences import SEQUENCES, positions

QUERIES = (
    "\nUNION ALL ".join(
        (relations.RELATIONS, SEQUENCES, constraints.CONSTRAINTS, constraints.INDEXES)
    ),
    relations.COLUMNS_OF_RELATIONS,
    "\nUNION ALL ".join(
        (
            *(constraints.STATISTICS_OBJECTS, behaviours.TRIGGERS, behaviours.RULES),
            *(behaviours.POLICIES, behaviours.EVENT_TRIGGERS),
            *(routines.ROUTINES, routines.TYPES, routines.DOMAIN_CONSTRAINTS),
        )
    ),
    "\nUNION ALL ".join(
        (
            *(surroundings.SCHEMAS, surroundings.EXTENSIONS, surroundings.DEFAULT_PRIVILEGES),
            *(surroundings.PUBLICATIONS, surroundings.PUBLISHED_TABLES),
            *(surroundings.PUBLISHED_SCHEMAS, surroundings.SUBSCRIPTIONS),
            *(surroundings.WRAPPERS, surroundings.SERVERS, surroundings.MAPPINGS),
            *(surroundings.COLLATIONS, surroundings.SETTINGS),
        )
    ),
)
# So that every name in a definition has its schema, and a constant reads alike in all sessions.
PINNED = """
    SELECT set_config(name, value, true) FROM (VALUES ('search_path', ''), ('TimeZone', 'UTC'),
        ('DateStyle', 'ISO, MDY'), ('IntervalStyle', 'postgres'), ('extra_float_digits', '1'),
        ('bytea_output', 'hex'), ('lc_monetary', 'C'), ('quote_all_identifiers', 'off'),
        ('default_transaction_read_only', 'on'), ('jit', 'off')) AS pinned (name, value)
"""
HOME = "SELECT coalesce(current_schema(), 'public')"
WORDS = """
    SELECT 'comment', classoid::regclass::text, objoid::bigint, objsubid, description
    FROM pg_description WHERE objoid >= 16384 OR classoid = 'pg_namespace'::regclass
    UNION ALL SELECT 'security label', classoid::regclass::text, objoid::bigint, objsubid,
        string_agg(provider || ': ' || label, ', ' ORDER BY provider)
    FROM pg_seclabel GROUP BY 1, 2, 3, 4
"""

Place = tuple[str, int, int]
Words = Mapping[Place, Mapping[str, str]]


def portrait(connection: psycopg.Connection[Any]) -> Portrait:
    """Everything in the schema of the connection's database, but for rows.

    Reads only; an open transaction goes on as it was.  Of rows it asks for the largest key
    behind each sequence.  What PostgreSQL shows to a superuser alone is left out for others.
    """
    with connection.transaction(force_rollback=True):
        home = _rows(connection, HOME)[0][0]
        _rows(connection, PINNED)
        words = _words(connection)
        found = [_fact(row, words) for row in _facts(connection, home)]
        found = _placed(found, positions(connection))
        rest = others(connection)
        unmodelled = [_existence(fact) for _, fact in rest]
        if large_objects(connection):
            unmodelled.append("large objects: not compared")
    found += [_worded(fact, words.get((*place, 0), {})) for place, fact in rest]
    return Portrait(tuple(sorted(found, key=lambda fact: fact.key)), tuple(sorted(unmodelled)))


def _facts(connection: psycopg.Connection[Any], home: str) -> Iterable[dict[str, Any]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        for query in QUERIES:
            yield from cursor.execute(query.encode(), {"home": home})


def _rows(connection: psycopg.Connection[Any], query: str) -> list[tuple[Any, ...]]:
    with connection.cursor(row_factory=tuple_row) as cursor:
        return cursor.execute(query.encode()).fetchall()


def _words(connection: psycopg.Connection[Any]) -> Words:
    """What people have said of objects, by where these are."""
    found: dict[Place, dict[str, str]] = {}
    for kind, catalog, oid, sub, text in _rows(connection, WORDS):
        found.setdefault((catalog, oid, sub), {})[kind] = text
    return found


def _fact(row: Mapping[str, Any], words: Words) -> Fact:
    place = (row["catalog"], row["oid"], row["sub"])
    return Fact(
        row["kind"],
        row["table"],
        row["name"],
        _sorted({**json.loads(row["definition"]), **words.get(place, {})}),
        tuple(row["columns"] or ()),
        place[1:],
    )


def _sorted(aspects: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, str(value)) for name, value in aspects.items()))


def _worded(fact: Fact, words: Mapping[str, str]) -> Fact:
    return replace(fact, definition=_sorted(words))


def _placed(facts: Iterable[Fact], positions: Mapping[int, tuple[bool, str]]) -> list[Fact]:
    """The same facts; sequences know whether the next value is taken."""
    return [
        _positioned(fact, *positions[fact.lineage[0]])
        if fact.kind == "sequence" and fact.lineage[0] in positions
        else fact
        for fact in facts
    ]


def _positioned(fact: Fact, behind: bool, detail: str) -> Fact:
    aspects = {"next value": "taken"} if behind else {}
    return replace(fact, definition=_sorted({**fact.aspects, **aspects}), detail=detail)


def _existence(fact: Fact) -> str:
    return f"{fact.kind} {fact.name}: only that it exists is compared"
