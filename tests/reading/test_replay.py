"""Migrations are run for real, observed where selected, with no other database in reach."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from django.db import connection as default
from django.db import connections, migrations, models, transaction
from django.db.migrations import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from django.utils.connection import ConnectionDoesNotExist

from migration_safety.core.observation import Observation
from migration_safety.databases.postgresql.grammar import split
from migration_safety.databases.postgresql.observe import Recorder
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.errors import SandboxError
from migration_safety.reading.replay import Replay, confined, replay
from tests.plugins.servers import Server

pytestmark = pytest.mark.usefixtures("reachable")
FIRST = ("shop", "0001_initial")
SECOND = ("shop", "0002_next")
ITEM = migrations.CreateModel(
    "Item", [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField(null=True))]
)
MAKER = migrations.CreateModel("Maker", [("id", models.BigAutoField(primary_key=True))])
BY_MAKER = migrations.AddField(
    "Item", "maker", models.ForeignKey("shop.Maker", models.CASCADE, null=True)
)
COUNT = migrations.AddField("Item", "count", models.IntegerField(null=True))


def written(*operations: Operation, name: str = "0002_next", atomic: bool = True) -> Migration:
    """A migration of the app shop."""
    members = {"operations": list(operations), "atomic": atomic}
    return type("Migration", (Migration,), members)(name, "shop")


def python(function: Any, atomic: bool = True) -> migrations.RunPython:
    return migrations.RunPython(lambda apps, editor: function(apps), atomic=atomic)


INITIAL = written(ITEM, MAKER, name="0001_initial")


@contextmanager
def sandbox(server: Server, *, alias: str = "default") -> Iterator[Recorder]:
    with (
        Sandbox(server.url()) as box,
        confined(alias, box.settings(connections.settings[alias])) as connection,
        Recorder(connection, split) as recorder,
    ):
        yield recorder


def run(recorder: Recorder, *plan: Migration) -> Replay:
    """Replay the initial migration unobserved, then others observed."""
    selected = {(each.app_label, each.name) for each in plan}
    connection = recorder.connection
    return replay([INITIAL, *plan], ProjectState(), connection, recorder, selected=selected)


def observed(server: Server, *plan: Migration) -> tuple[Replay, list[Observation]]:
    with sandbox(server) as recorder:
        return run(recorder, *plan), recorder.observations


def test_only_selected_migrations_are_observed_and_all_are_recorded(newest: Server) -> None:
    with sandbox(newest) as recorder:
        outcome = run(recorder, written(COUNT))
        applied = MigrationRecorder(recorder.connection).applied_migrations()
    assert {*outcome.seconds} == {FIRST, SECOND} == {*applied}
    assert [(each.migration, each.operation) for each in recorder.observations] == [
        ("0002_next", 0)
    ]
    assert ("shop", "item") in outcome.state.models


def test_deferred_sql_belongs_to_the_operation_that_put_it_off(newest: Server) -> None:
    _, seen = observed(newest, written(COUNT, BY_MAKER))
    assert [(each.operation, each.deferred) for each in seen] == [
        (0, False),
        (1, False),
        (1, False),
        (1, True),
    ]
    assert seen[-1].sql.startswith("CREATE INDEX")
    assert [effect.table for effect in seen[1].effects] == ["shop_item", "shop_maker"]


def test_an_operation_that_is_not_atomic_has_transactions_of_its_own(newest: Server) -> None:
    _, seen = observed(newest, written(COUNT, BY_MAKER, atomic=False))
    # One string of Django's holds two statements: the column, and its constraint.
    assert [each.transaction for each in seen] == [0, 1, 1, 2]


def test_queries_of_python_are_recorded_without_values(newest: Server) -> None:
    def fill(apps: Any) -> None:
        items = apps.get_model("shop", "Item").objects
        for number in range(50):
            items.create(name=f"secret {number}")
        items.filter(name="secret 7").update(name="open")

    _, seen = observed(newest, written(python(fill)))
    assert [each.sql.split()[0] for each in seen] == ["INSERT", "UPDATE"]
    assert [effect.lock for effect in seen[0].effects] == ["ROW EXCLUSIVE"]
    assert "secret" not in repr(seen)


def test_python_may_close_the_connection(newest: Server) -> None:
    def reconnect(apps: Any) -> None:
        default.close()
        apps.get_model("shop", "Item").objects.count()

    outcome, (seen,) = observed(newest, written(python(reconnect, atomic=False), atomic=False))
    assert outcome.failed is None
    assert [effect.table for effect in seen.effects] == ["shop_item"]


def test_a_failing_migration_stops_the_replay_and_the_rest_is_unobserved(newest: Server) -> None:
    broken = written(migrations.RunSQL("ALTER TABLE nothing ADD a text"))
    outcome, seen = observed(newest, broken, written(COUNT, name="0003_last"))
    assert outcome.failed == SECOND
    assert [each.error for each in seen] == ['relation "nothing" does not exist (SQLSTATE 42P01)']
    assert [(each.where, each.reason[:12]) for each in outcome.unobserved] == [
        ("shop.0002_next", "it fails on "),
        ("shop.0003_last", "not run: sho"),
    ]


def test_an_error_that_python_survives_does_not_stop_it(newest: Server) -> None:
    def try_twice(apps: Any) -> None:
        items = apps.get_model("shop", "Item").objects
        items.create(id=1)
        with pytest.raises(Exception, match="duplicate"), transaction.atomic():
            items.create(id=1)
        items.count()

    outcome, seen = observed(newest, written(python(try_twice)))
    assert outcome.failed is None
    assert [bool(each.error) for each in seen] == [False, True, False]


def test_a_squashed_migration_is_recorded_as_those_it_replaces(newest: Server) -> None:
    squashed = written(COUNT)
    squashed.replaces = [("shop", "0002_a"), ("shop", "0002_b")]
    with sandbox(newest) as recorder:
        run(recorder, squashed)
        applied = {*MigrationRecorder(recorder.connection).applied_migrations()}
    assert applied == {FIRST, ("shop", "0002_a"), ("shop", "0002_b")}


@pytest.fixture
def archive() -> Iterator[None]:
    """A second alias; it leads nowhere."""
    connections.settings["archive"] = connections.settings["default"] | {"NAME": "archive"}
    yield
    del connections.settings["archive"]


@pytest.mark.usefixtures("archive")
def test_another_alias_is_out_of_reach(newest: Server) -> None:
    def read_archive(apps: Any) -> None:
        apps.get_model("shop", "Item").objects.using("archive").count()

    outcome, _ = observed(newest, written(python(read_archive)))
    assert "'archive'" in outcome.unobserved[0].reason


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("reach", ["cursor", "ensure_connection", "get_autocommit"])
def test_default_is_out_of_reach_of_a_sandbox_for_another_alias(newest: Server, reach: str) -> None:
    with sandbox(newest, alias="archive"), pytest.raises(ConnectionDoesNotExist, match="default"):
        getattr(default, reach)()


def test_other_threads_reach_the_sandbox_too(newest: Server) -> None:
    names = []

    def look() -> None:
        names.append(connections["default"].settings_dict["NAME"])

    with sandbox(newest) as recorder:
        thread = Thread(target=look)
        thread.start()
        thread.join()
        assert names == [recorder.connection.settings_dict["NAME"]]


def test_what_was_in_reach_before_is_so_again(newest: Server) -> None:
    before, entry = connections["default"], connections.settings["default"]
    with pytest.raises(KeyboardInterrupt), sandbox(newest):
        assert connections["default"] is not before
        raise KeyboardInterrupt
    assert connections["default"] is before
    assert connections.settings["default"] is entry


def test_ctrl_c_in_a_migration_drops_the_sandbox(newest: Server) -> None:
    def interrupt(apps: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), sandbox(newest) as recorder:
        name = recorder.connection.settings_dict["NAME"]
        run(recorder, written(python(interrupt)))
    with newest.connect() as connection:
        query = "SELECT FROM pg_database WHERE datname = %s"
        assert connection.execute(query, [name]).fetchone() is None


def test_a_session_that_is_ended_is_no_failure_of_the_migration(newest: Server) -> None:
    end = migrations.RunSQL("SELECT pg_terminate_backend(pg_backend_pid())")
    with pytest.raises(SandboxError, match=r"went away while shop\.0002_next ran"):
        observed(newest, written(end))


@pytest.mark.parametrize("atomic", [True, False])
def test_a_server_that_dies_is_no_failure_of_the_migration(
    mortal_server: Server, atomic: bool
) -> None:
    def kill(apps: Any) -> None:
        with default.cursor() as cursor:
            cursor.execute("SELECT pg_read_file('postmaster.pid')")
            os.kill(int(cursor.fetchone()[0].split()[0]), signal.SIGQUIT)
            cursor.execute("SELECT pg_sleep(60)")

    with pytest.raises(SandboxError):
        observed(mortal_server, written(python(kill, atomic), atomic=atomic))


@pytest.mark.parametrize(("labels", "keys"), [({"auth"}, 0), ({"auth", "contenttypes"}, 1)])
def test_tables_of_apps_without_migrations_are_there_first(
    newest: Server, labels: set[str], keys: int
) -> None:
    group = models.ForeignKey("auth.Group", models.CASCADE, null=True)
    plan = written(ITEM, migrations.AddField("Item", "group", group), name="0001_initial")
    with sandbox(newest) as recorder:
        state = ProjectState(real_apps=labels)
        outcome = replay([plan], state, recorder.connection, recorder, selected={FIRST})
        with recorder.connection.cursor() as cursor:
            constraints = recorder.connection.introspection.get_constraints(
                cursor, "auth_permission"
            )
    assert not outcome.unobserved
    # What it refers to outside of these apps is not there yet.
    assert sum(bool(each["foreign_key"]) for each in constraints.values()) == keys
