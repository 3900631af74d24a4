"""What tracing does when something else goes wrong: it stands in nobody's way."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError

from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.errors import SandboxError
from tests.plugins.servers import Server
from tests.postgresql.trace.conftest import Tracing, the_lock, traced_on

PID = "SELECT pg_read_file('postmaster.pid')"
POLLER = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND NOT pid = ANY(%s)
"""


def pollers() -> int:
    return sum(each.name == "lock poller" for each in threading.enumerate())


def test_a_server_that_dies_is_told_by_the_statement(
    mortal_server: Server, reachable: None
) -> None:
    with pytest.raises(SandboxError), Sandbox(mortal_server.url()) as sandbox:
        with traced_on(sandbox) as traced:
            (text,) = traced.connection.connection.execute(PID).fetchone()
            kill = threading.Timer(0.3, os.kill, (int(text.split()[0]), signal.SIGQUIT))
            kill.start()
            with pytest.raises(DatabaseError):
                traced.migration("ALTER TABLE item ADD a text", "SELECT pg_sleep(20)")
        (cost,) = traced.tracer.costs
        assert cost.spent[1].error
        assert pollers() == 0


def test_a_migration_that_is_interrupted_leaves_no_thread(newest: Server, tracing: Tracing) -> None:
    with pytest.raises(KeyboardInterrupt), tracing(newest) as traced:
        traced.tracer.begin("shop", "0001_initial")
        with traced.connection.schema_editor() as editor:
            traced.tracer.operation = 0
            editor.execute("ALTER TABLE item ADD COLUMN extra text", params=None)
            raise KeyboardInterrupt
    (cost,) = traced.tracer.costs
    assert [each.sql.split()[0] for each in cost.spent] == ["ALTER", "ROLLBACK"]
    assert pollers() == 0


def test_without_the_poller_locks_in_a_transaction_are_told_all_the_same(
    newest: Server, tracing: Tracing, another: Callable[[Server], Any]
) -> None:
    with another(newest) as session:
        with tracing(newest) as traced:
            own = [session.info.backend_pid, traced.connection.connection.info.backend_pid]
            session.execute(POLLER, [own])
            session.rollback()
            spent = traced.one("ALTER TABLE item ADD COLUMN extra text")
        assert session.execute("SELECT FROM pg_event_trigger").fetchall() == []
    assert the_lock(spent, "item", "ACCESS EXCLUSIVE").held > 0
