"""The guard of what a subscription really follows: lag is zero also where tables are skipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import psycopg

READY = "r"
# S1, S2: changes of a table whose present OID is not registered are skipped without a word.
# S3: while the first copy of one table fails, the others go on, and the position moves.
FOLLOWED = """
    SELECT wanted.name, c.oid IS NOT NULL, coalesce(r.srsubstate::text, '')
    FROM unnest(%s::text[], %s::text[], %s::text[]) AS wanted (name, schema, relation)
    LEFT JOIN pg_namespace AS n ON n.nspname = wanted.schema
    LEFT JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = wanted.relation
        AND c.relkind IN ('r', 'p')
    LEFT JOIN pg_subscription AS s ON s.subname = %s
        AND s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
    LEFT JOIN pg_subscription_rel AS r ON r.srsubid = s.oid AND r.srrelid = c.oid
    ORDER BY 1
"""
STATES = {
    "i": "its first copy has not begun",
    "d": "its first copy is under way",
    "f": "its first copy is done, and catches up",
    "s": "its first copy is done, and catches up",
    READY: "",
}


@dataclass(frozen=True, slots=True)
class Relation:
    """A table that is to be followed; `state` is pg_subscription_rel's letter, "" for none.

    `problem` says why what is written on the other side does not arrive here, or "".
    """

    table: str
    state: str
    problem: str


def relations(
    connection: psycopg.Connection, subscription: str, tables: Iterable[str]
) -> tuple[Relation, ...]:
    """How each of the tables ("schema.name", as they are here) is followed."""
    wanted = list(tables)
    split = [each.partition(".") for each in wanted]
    asked = [
        *(wanted, [schema for schema, _, _ in split], [name for _, _, name in split]),
        subscription,
    ]
    rows = connection.execute(FOLLOWED, asked)
    return tuple(Relation(name, state, _problem(there, state)) for name, there, state in rows)


def not_followed(
    connection: psycopg.Connection, subscription: str, tables: Iterable[str]
) -> tuple[Relation, ...]:
    """Those that a switch would lose rows of."""
    return tuple(each for each in relations(connection, subscription, tables) if each.problem)


def unregistered(found: Iterable[Relation]) -> Iterator[str]:
    """Tables that the subscription does not know as they are now: see `reregistering`."""
    return (each.table for each in found if not each.state)


def _problem(there: bool, state: str) -> str:
    if not there:
        return "there is no such table here"
    if not state:
        return "the subscription does not know it as it is now: its changes are skipped"
    return STATES[state]
