"""Every fact holds on every server: its example does to each table what the fact says."""

from __future__ import annotations

import re

import pytest

from migration_safety.databases.postgresql.fact import Fact
from migration_safety.databases.postgresql.facts.table import FACTS
from tests.plugins.sandboxes import Observed, Observing
from tests.plugins.servers import Server

RELATION = re.compile(r"\b(log_202\d|log|parent|child|plain|recent|summary|empty)(?=\b|_)")

# The tables of the schema that a role stands for; of others the example names them, last.
ROLES = {
    "referenced": "parent",
    "referencing": "child",
    "view": "recent",
    "partitioned": "log",
    "part": "log_2026",
    "inherited": "plain",
}


def named(fact: Fact) -> list[str]:
    """The relations in the example, in order; those of an index or constraint too."""
    return RELATION.findall(fact.example)


def locks(fact: Fact) -> dict[str, str]:
    """What the fact says is locked."""
    locked = {named(fact)[0]: fact.lock} if fact.lock else {}
    for role, lock in fact.others.items():
        refreshed = fact.shape.startswith("REFRESH")
        locked["origin" if refreshed else ROLES.get(role, named(fact)[-1])] = lock
    return locked


def index_files(observed: Observed) -> dict[str, int]:
    """The files of all indexes: one that is built anew gets another."""
    query = "SELECT relname, relfilenode FROM pg_class WHERE relkind = 'i' AND oid >= 16384"
    return dict(observed.connection.connection.execute(query).fetchall())


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.example.replace(" ", "_"))
def test_the_server_does_what_the_fact_says(
    fact: Fact, server: Server, observing: Observing
) -> None:
    if not fact.since <= server.version <= fact.until:
        pytest.skip(f"not on PostgreSQL {server.version}")
    with observing(server) as observed:
        observed.prepare(*filter(None, [fact.setup]))
        before = index_files(observed)
        effects = observed.one(fact.example, atomic=fact.transactional)
        after = index_files(observed)
    assert {table: effect.lock for table, effect in effects.items()} == locks(fact)
    if fact.lock:
        effect = effects[named(fact)[0]]
        # Having emptied a table, TRUNCATE builds its indexes from nothing.
        scans = effect.scans and fact.shape != "TRUNCATE"
        assert (effect.rewrites, scans) == (fact.rewrites, fact.scans)
    if fact.shape.startswith("ALTER COLUMN TYPE") and not fact.rewrites:
        assert fact.rebuilds == any(after[name] != before[name] for name in before)


@pytest.mark.parametrize(
    "fact",
    [fact for fact in FACTS if not fact.transactional],
    ids=lambda fact: fact.shape.replace(" ", "_"),
)
def test_what_no_transaction_may_hold_is_refused_inside_one(
    fact: Fact, server: Server, observing: Observing
) -> None:
    with observing(server) as observed, pytest.raises(Exception, match="transaction block"):
        observed.migration(fact.example, atomic=True)
