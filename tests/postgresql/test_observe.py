"""What the recorder sees of statements, inside transactions and outside."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from django.db import DatabaseError, connections
from django.db.utils import load_backend

from migration_safety.core.effect import Blocks
from migration_safety.databases.postgresql.grammar import split
from migration_safety.databases.postgresql.observe import Recorder
from migration_safety.databases.postgresql.sandbox import Sandbox
from tests.plugins.sandboxes import Observed, Observing
from tests.plugins.servers import Server

SUE = "SHARE UPDATE EXCLUSIVE"


def test_a_foreign_key_locks_both_tables(server: Server, observing: Observing) -> None:
    statement = "ALTER TABLE plain ADD FOREIGN KEY (id) REFERENCES parent (id)"
    with observing(server) as observed:
        effects = observed.one(statement)
    assert {table: effect.lock for table, effect in effects.items()} == {
        "plain": "SHARE ROW EXCLUSIVE",
        "parent": "SHARE ROW EXCLUSIVE",
    }
    assert effects["plain"].scans
    assert effects["plain"].blocks is Blocks.WRITES
    assert effects["plain"].witness == "observed"


def test_a_concurrent_statement_is_seen_every_time(server: Server, observing: Observing) -> None:
    create, drop = "CREATE INDEX CONCURRENTLY made ON child (note)", "DROP INDEX CONCURRENTLY made"
    with observing(server) as observed:
        seen = [
            {table: (effect.lock, effect.scans) for table, effect in effects.items()}
            for _ in range(20)
            for effects in (observed.one(create, atomic=False), observed.one(drop, atomic=False))
        ]
    assert seen == [{"child": (SUE, True)}, {"child": (SUE, False)}] * 20


def test_a_table_that_the_migration_creates_is_not_reported(
    newest: Server, observing: Observing
) -> None:
    with observing(newest) as observed:
        seen = observed.migration(
            "CREATE TABLE made (id bigint)",
            "CREATE INDEX made_idx ON made (id)",
            "ALTER TABLE made ADD FOREIGN KEY (id) REFERENCES parent (id)",
        )
    assert [[effect.table for effect in each.effects] for each in seen] == [[], [], ["parent"]]


def test_only_new_locks_are_effects_and_all_are_held(newest: Server, observing: Observing) -> None:
    with observing(newest) as observed:
        first, second = observed.migration(
            "ALTER TABLE plain ADD COLUMN extra text", "CREATE INDEX made ON plain (extra)"
        )
    assert [effect.lock for effect in first.effects] == ["ACCESS EXCLUSIVE"]
    assert [(effect.lock, effect.scans) for effect in second.effects] == [("SHARE", True)]
    assert second.held == (("plain", "ACCESS EXCLUSIVE"), ("plain", "SHARE"))
    assert (first.order, second.order, second.transaction) == (0, 1, 0)


def test_work_under_an_older_lock_is_reported_under_it(
    newest: Server, observing: Observing
) -> None:
    with observing(newest) as observed:
        *_, last = observed.migration(
            "ALTER TABLE plain ADD COLUMN extra text",
            "ALTER TABLE plain ALTER COLUMN amount TYPE bigint",
        )
    (effect,) = last.effects
    assert (effect.lock, effect.rewrites) == ("ACCESS EXCLUSIVE", True)


def test_a_rewrite_that_was_rolled_back_is_not_blamed_on_the_next_statement(
    newest: Server, observing: Observing
) -> None:
    with observing(newest) as observed:
        seen = observed.migration(
            "SAVEPOINT here",
            "ALTER TABLE plain ALTER COLUMN amount TYPE bigint",
            "ROLLBACK TO SAVEPOINT here",
            "ALTER TABLE plain ADD COLUMN extra text",
        )
    assert [[effect.rewrites for effect in each.effects] for each in seen] == [
        [],
        [True],
        [],
        [False],
    ]
    assert seen[2].held == ()


def test_a_failing_statement_tells_the_servers_message_without_values(
    newest: Server, observing: Observing
) -> None:
    with observing(newest) as observed:
        observed.prepare("INSERT INTO plain (id, name) VALUES (7, 'secret'), (7, 'secret')")
        with pytest.raises(DatabaseError):
            observed.migration("CREATE UNIQUE INDEX made ON plain (name)")
        (seen,) = observed.recorder.observations
    assert seen.error == 'could not create unique index "made" (SQLSTATE 23505)'


def test_a_string_of_statements_is_one_transaction_outside_of_one(
    newest: Server, observing: Observing
) -> None:
    with observing(newest) as observed:
        seen = observed.migration(
            "-- both\nALTER TABLE plain ADD a text; ALTER TABLE child ADD b text;",
            "ALTER TABLE plain ADD c text",
            atomic=False,
        )
    assert [each.sql for each in seen] == [
        "ALTER TABLE plain ADD a text",
        "ALTER TABLE child ADD b text",
        "ALTER TABLE plain ADD c text",
    ]
    assert [each.transaction for each in seen] == [0, 0, 1]
    assert [each.effects[0].table for each in seen] == ["plain", "child", "plain"]


def test_a_string_that_fails_half_way_leaves_nothing(newest: Server, observing: Observing) -> None:
    with observing(newest) as observed:
        with pytest.raises(DatabaseError):
            observed.migration("ALTER TABLE plain ADD a text; DROP TABLE nothing", atomic=False)
        (again,) = observed.migration("ALTER TABLE plain ADD a text", atomic=False)
    assert not again.error


def test_a_concurrent_build_in_a_string_of_statements_fails_as_it_does_in_production(
    newest: Server, observing: Observing
) -> None:
    string = "SET lock_timeout = '2s'; CREATE INDEX CONCURRENTLY made ON child (note)"
    with (
        observing(newest) as observed,
        pytest.raises(DatabaseError, match="cannot run inside a transaction block"),
    ):
        observed.migration(string, atomic=False)


def test_what_needs_a_transaction_is_refused_outside_of_one(
    newest: Server, observing: Observing
) -> None:
    with observing(newest) as observed, pytest.raises(DatabaseError, match="transaction blocks"):
        observed.migration("LOCK TABLE plain", atomic=False)


def test_a_transaction_that_the_migration_opens_by_itself_is_its_own(
    newest: Server, observing: Observing
) -> None:
    with observing(newest) as observed:
        seen = observed.migration(
            "BEGIN",
            "ALTER TABLE plain ADD a text",
            "ALTER TABLE child ADD b text",
            "COMMIT",
            atomic=False,
        )
    assert [each.transaction for each in seen] == [0, 0, 0, 0]
    assert dict(seen[2].held) == {"plain": "ACCESS EXCLUSIVE", "child": "ACCESS EXCLUSIVE"}


def test_settings_outlast_the_statement(newest: Server, observing: Observing) -> None:
    with observing(newest) as observed:
        observed.migration("SET lock_timeout = '3s'", "DISCARD PLANS", atomic=False)
        (row,) = observed.connection.connection.execute("SHOW lock_timeout").fetchall()
    assert row == ("3s",)


def test_a_short_lock_timeout_of_the_project_does_not_hinder_the_watcher(
    newest: Server, observing: Observing
) -> None:
    project = {
        "ENGINE": "django.db.backends.postgresql",
        "OPTIONS": {"options": "-c lock_timeout=1"},
    }
    with observing(newest, project) as observed:
        effects = observed.one("CREATE INDEX CONCURRENTLY made ON child (note)", atomic=False)
        (row,) = observed.connection.connection.execute("SHOW lock_timeout").fetchall()
    assert effects["child"].lock == SUE
    assert row == ("1ms",)


@pytest.mark.parametrize("statement", ["DISCARD ALL", "DEALLOCATE ALL"])
def test_statements_that_reset_the_session_do_not_blind_the_recorder(
    newest: Server, observing: Observing, statement: str
) -> None:
    with observing(newest) as observed:
        *_, last = observed.migration(statement, "ALTER TABLE plain ADD a text", atomic=False)
    assert [effect.table for effect in last.effects] == ["plain"]


def test_a_renamed_table_goes_by_its_old_name_then_by_its_new_one(
    newest: Server, observing: Observing
) -> None:
    with observing(newest) as observed:
        observed.prepare('CREATE SCHEMA "Else"')
        seen = observed.migration(
            'ALTER TABLE plain RENAME TO "Other"',
            'CREATE INDEX made ON "Other" (id)',
            'ALTER TABLE "Other" SET SCHEMA "Else"',
            'CREATE INDEX another ON "Else"."Other" (amount)',
        )
    tables = [[effect.table for effect in each.effects] for each in seen]
    assert tables == [["plain"], ["Other"], [], ["Else.Other"]]


def test_two_observations_at_a_time_do_not_see_each_other(
    newest: Server, django_db_blocker: Any
) -> None:
    found: dict[str, list[str]] = {}

    def observe(name: str) -> None:
        with django_db_blocker.unblock(), Sandbox(newest.url()) as sandbox:
            entry = dict(connections.settings["default"]) | sandbox.settings()
            backend = load_backend(entry["ENGINE"])
            connections["default"] = connection = backend.DatabaseWrapper(entry, "default")
            with Recorder(connection, split) as recorder:
                observed = Observed(connection, recorder)
                observed.prepare(f"CREATE TABLE {name} (id bigint)")
                statements = [f"CREATE INDEX CONCURRENTLY i{n} ON {name} (id)" for n in range(5)]
                seen = observed.migration(*statements, atomic=False)
            connection.close()
            found[name] = [f"{each.table} {each.lock}" for one in seen for each in one.effects]

    threads = [Thread(target=observe, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {"one": [f"one {SUE}"] * 5, "two": [f"two {SUE}"] * 5}
