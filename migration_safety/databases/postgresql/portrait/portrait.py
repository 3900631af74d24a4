"""The portrait of a database, read from its catalog in one go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg.rows import tuple_row

from migration_safety.core.trial.schema.portrait import Fact, Portrait
from migration_safety.databases.postgresql.portrait.assembly import (
    Answer,
    Assembly,
    Words,
    worded,
)
from migration_safety.databases.postgresql.portrait.others import large_objects, others
from migration_safety.databases.postgresql.portrait.positions import positions
from migration_safety.databases.postgresql.portrait.questions import QUESTIONS

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


def portrait(connection: psycopg.Connection[Any]) -> Portrait:
    """Everything in the schema of the connection's database, but for rows.

    Reads only; an open transaction goes on as it was.  Of rows it asks for the largest key
    behind each sequence.
    """
    with (
        connection.transaction(force_rollback=True),
        connection.cursor(row_factory=tuple_row) as cursor,
    ):
        ((home,),) = cursor.execute(HOME.encode()).fetchall()
        cursor.execute(PINNED.encode())
        words = _words(cursor.execute(WORDS.encode()))
        # One after the other: planning them as one takes longer than the way there and back.
        answers = [
            Answer(question, *row)
            for question in QUESTIONS
            for row in cursor.execute(question.sql.encode(), {"home": home})
        ]
        states = positions(connection)
        rest = others(connection)
        unmodelled = [_existence(fact) for _, fact in rest]
        unmodelled += [each.unread for each in states.values() if each.unread]
        if large_objects(connection):
            unmodelled.append("large objects: not compared")
    found = Assembly(answers, words, states).facts()
    found += [worded(fact, words.get((*place, 0), {})) for place, fact in rest]
    return Portrait(tuple(sorted(found, key=lambda fact: fact.key)), tuple(sorted(unmodelled)))


def _words(rows: Iterable[tuple[str, str, int, int, str]]) -> Words:
    found: dict[tuple[str, int, int], dict[str, str]] = {}
    for kind, catalog, oid, sub, text in rows:
        found.setdefault((catalog, oid, sub), {})[kind] = text
    return found


def _existence(fact: Fact) -> str:
    return f"{fact.kind} {fact.name}: only that it exists is compared"
