"""Every fact holds on every server: its example does to each table what the fact says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connections

from migration_safety.databases.postgresql.dialect import Dialect
from migration_safety.databases.postgresql.fact import Fact
from migration_safety.databases.postgresql.facts.table import FACTS
from migration_safety.databases.postgresql.predict import effects_of
from tests.plugins.sandboxes import Observed, Observing
from tests.plugins.servers import Server

SCHEMA = Path(__file__).with_name("schema.sql")
RELATION = re.compile(
    r"\b(log_202\d|log_default|log|parent|child|plain|recent|summary|empty)(?=\b|_)"
)

# The tables of the schema that a role stands for; of others the example names them, last.
ROLES = {
    "referenced": "parent",
    "referencing": "child",
    "view": "recent",
    "partitioned": "log",
    "using": "plain",
    "inherited": "plain",
    "default": "log_default",
    "default (read)": "log_default",
}


def named(fact: Fact) -> list[str]:
    """The relations in the example, in order; those of an index or constraint too."""
    return RELATION.findall(fact.example)


def locks(fact: Fact) -> dict[str, str]:
    """What the fact says is locked."""
    locked = {named(fact)[0]: fact.lock} if fact.lock else {}
    for role, lock in fact.others.items():
        locked[table_of(role, fact)] = lock
    return locked


def table_of(role: str, fact: Fact) -> str:
    """The table that has that role in the example."""
    if role == "part":
        return "heir" if "heir" in fact.setup else "log_2026"
    if fact.shape.startswith("REFRESH"):
        return "origin"
    return ROLES[role] if role in ROLES else named(fact)[-1]


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
    # How a query finds the rows of its sources is the planner's choice.
    others = {role: effects[table_of(role, fact)] for role in fact.others if role != "source"}
    if not fact.scans and not fact.rewrites:
        assert {role for role, effect in others.items() if effect.scans} == {*fact.others_scanned}
    if fact.shape.startswith("ALTER COLUMN TYPE") and not fact.rewrites:
        assert fact.rebuilds == any(after[name] != before[name] for name in before)


@pytest.mark.parametrize(
    "fact",
    # On 18 GRANT takes a lock that stops nobody, and the reader does not tell the versions apart.
    [fact for fact in FACTS if fact.shape != "GRANT"],
    ids=lambda fact: fact.example.replace(" ", "_"),
)
def test_the_statement_is_read_as_the_fact_says(fact: Fact) -> None:
    dialect = Dialect(connections["default"], min(fact.until, 18))
    dialect.begin("shop.0001_initial")
    dialect.read(SCHEMA.read_text("utf-8"))
    dialect.read(fact.setup)
    dialect.begin("shop.0002_next")

    (reading,) = dialect.read(fact.example)

    assert fact.shape in {action.shape for action in reading.actions}
    effects = {each.table: each for each in effects_of(reading.actions)}
    assert {table: each.lock for table, each in effects.items()} == locks(fact)


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
