"""Which statements write a table anew, for what reason, and which only its indexes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from migration_safety.core.trial.costs.cost import Rewrite
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.databases.postgresql.trace import Tracer
from migration_safety.reading.replay import confined
from tests.plugins.servers import Server
from tests.postgresql.trace.conftest import SCHEMA, Traced, Tracing

TYPE, DEFAULT = "a column's type changed", "a column's default differs from row to row"
ALTER = "ALTER TABLE item ALTER COLUMN"
REASONS: dict[str, list[str]] = {
    f"{ALTER} name TYPE varchar(20)": [],
    f"{ALTER} name TYPE text": [],
    "ALTER TABLE item ADD COLUMN extra integer DEFAULT 7": [],
    f"{ALTER} note SET NOT NULL": [],
    f"{ALTER} name TYPE varchar(5)": [TYPE],
    f"{ALTER} amount TYPE bigint": [TYPE],
    "ALTER TABLE item ADD COLUMN another float DEFAULT random()": [DEFAULT],
    "ALTER TABLE item SET UNLOGGED": ["LOGGED or UNLOGGED changed"],
    "CLUSTER item USING item_pkey": ["CLUSTER"],
    "TRUNCATE item": ["TRUNCATE"],
}
TRACES = """
    SELECT evtname::text FROM pg_event_trigger
    UNION ALL
    SELECT nspname::text FROM pg_namespace WHERE nspname LIKE 'migration_safety_trace%'
"""


def test_a_rewrite_tells_its_reason(server: Server, tracing: Tracing) -> None:
    with tracing(server) as traced:
        found = {statement: traced.one(statement) for statement in REASONS}
    assert {it: [each.reason for each in found[it].rewrites] for it in found} == REASONS
    assert {each.rebuilt for each in found.values()} == {()}


def test_a_rewrite_outside_of_transactions_tells_its_reason_and_its_lock(
    server: Server, tracing: Tracing
) -> None:
    with tracing(server) as traced:
        alter = traced.one(f"{ALTER} amount TYPE bigint", atomic=False)
        vacuum = traced.one("VACUUM FULL item", atomic=False)
    assert alter.rewrites == (Rewrite("item", TYPE),)
    assert vacuum.rewrites == (Rewrite("item", "VACUUM FULL"),)
    assert alter.alone
    assert "ACCESS EXCLUSIVE" in {lock.mode for lock in (*alter.locks, *vacuum.locks)}


@pytest.mark.parametrize(("zone", "reasons"), [("UTC", []), ("Europe/Berlin", [TYPE])])
def test_a_change_of_timestamps_depends_on_the_time_zone(
    newest: Server, tracing: Tracing, zone: str, reasons: list[str]
) -> None:
    with tracing(newest) as traced:
        _, spent, _ = traced.migration(
            f"SET LOCAL timezone = '{zone}'", f"{ALTER} seen TYPE timestamp"
        ).spent
    assert [each.reason for each in spent.rewrites] == reasons


def test_an_index_built_anew_is_named(server: Server, tracing: Tracing) -> None:
    concurrently = "REINDEX INDEX CONCURRENTLY item_name_idx"
    with tracing(server) as traced:
        found = [
            traced.one(f'{ALTER} name TYPE varchar(10) COLLATE "C"'),
            traced.one("REINDEX INDEX item_name_idx"),
            traced.one(concurrently, atomic=False),
        ]
    assert [(each.rewrites, each.rebuilt) for each in found] == [((), ("item_name_idx",))] * 3


def test_a_rewrite_that_was_rolled_back_is_not_blamed_on_the_next_statement(
    newest: Server, tracing: Tracing
) -> None:
    with tracing(newest) as traced:
        spent = traced.migration(
            "SAVEPOINT here",
            f"{ALTER} amount TYPE bigint",
            "ROLLBACK TO SAVEPOINT here",
            "ALTER TABLE item ADD COLUMN extra text",
        ).spent
    assert [len(each.rewrites) for each in spent] == [0, 1, 0, 0, 0]


def test_a_role_that_is_no_superuser_sees_the_rewrite_and_not_its_reason(
    own_server: Server, reachable: None
) -> None:
    with own_server.connect() as session:
        session.execute("CREATE ROLE tracer LOGIN CREATEDB")
    address = make_conninfo(own_server.conninfo, user="tracer")
    with Sandbox(address) as sandbox, confined("default", sandbox.settings()) as connection:
        with psycopg.connect(sandbox.conninfo, autocommit=True) as session:
            session.execute(SCHEMA.encode())
        with Tracer(connection) as tracer:
            spent = Traced(connection, tracer).one(f"{ALTER} amount TYPE bigint")
    assert spent.rewrites == (Rewrite("item", "it has another file than before"),)


def test_nothing_of_the_tracer_stays_in_the_database(
    newest: Server, tracing: Tracing, another: Callable[[Server], Any]
) -> None:
    with another(newest) as session:
        with tracing(newest) as traced:
            during = session.execute(TRACES).fetchall()
            session.rollback()
            traced.one("ALTER TABLE item ADD COLUMN extra text")
        assert len(during) == 2
        assert session.execute(TRACES).fetchall() == []
