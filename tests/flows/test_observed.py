"""What was seen stands in for what was predicted, without what the prediction knew being lost."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib.postgres.operations import CreateExtension
from django.db import connections, migrations, models
from django.db.migrations.operations.base import Operation

from migration_safety.core.plan import Migration, Plan
from migration_safety.databases.postgresql.dialect import Dialect
from migration_safety.databases.postgresql.predict import predict
from migration_safety.flows.observed import merge, observe
from migration_safety.reading.graph.select import Selection
from migration_safety.reading.walk import walk
from migration_safety.rules.judge import judge
from migration_safety.rules.registry import all_rules
from tests.plugins.servers import Server

ITEM = migrations.CreateModel(
    "Item", [("id", models.BigAutoField(primary_key=True)), ("token", models.UUIDField(null=True))]
)


def migration(name: str, *operations: Operation) -> migrations.Migration:
    return type("Migration", (migrations.Migration,), {"operations": operations})(name, "shop")


def watched(server: Server, *written: migrations.Migration) -> tuple[Plan, Plan]:
    """The last of them, predicted and observed."""
    last = written[-1]
    selection = Selection(
        migrations=written,
        selected=frozenset({(last.app_label, last.name)}),
        applied=None,
        unmigrated=frozenset(),
    )
    dialect = Dialect(connections["default"], server.version)
    plan = predict(walk(selection, dialect, lambda line: None))
    seen = observe(selection, alias="default", sandbox=server.url(), version=server.version)
    return plan, merge(plan, seen, dialect)


def actions(of: Migration) -> list[Any]:
    return [action for statement in of.statements() for action in statement.actions]


def test_what_python_does_to_a_table_of_its_own_migration_is_done_to_a_new_one(
    newest: Server, reachable: None
) -> None:
    fill = migrations.RunPython(lambda apps, _: apps.get_model("shop", "Item").objects.update(id=1))
    _, merged = watched(newest, migration("0001_initial", ITEM, fill))

    ((_, update),) = merged.migrations[0].acting("UPDATE")
    assert update.fresh


def test_a_default_that_is_another_at_each_call_is_the_statement_foreseen(
    newest: Server, reachable: None
) -> None:
    required = migrations.AlterField("Item", "token", models.UUIDField(default=uuid4))
    predicted, merged = watched(
        newest, migration("0001_initial", ITEM), migration("0002_next", required)
    )

    assert actions(merged.migrations[0]) == actions(predicted.migrations[0])


def test_an_extension_that_the_sandbox_lacks_is_unknown_and_no_error(
    newest: Server, reachable: None
) -> None:
    _, merged = watched(newest, migration("0001_initial", CreateExtension("nobody_has_this")))

    ((statement, _),) = merged.migrations[0].acting("CREATE EXTENSION")
    assert not statement.error
    assert "--sandbox" in statement.unknown


def test_python_that_fails_is_a_failure_and_not_only_unknown(
    newest: Server, reachable: None
) -> None:
    def demand(apps: Any, editor: Any) -> None:
        apps.get_model("shop", "Item").objects.using(editor.connection.alias).get(pk=1)

    note = migrations.AddField("item", "note", models.TextField(null=True))
    _, seen = watched(
        newest, migration("0001", ITEM), migration("0002", note, migrations.RunPython(demand))
    )

    statements = [each for step in seen.migrations[0].steps for each in step.statements]
    (failed,) = [each for each in statements if each.error]
    assert failed.error.startswith("DoesNotExist: ")
    assert {each.rule for each in judge(seen, all_rules())} >= {"MS606"}


def test_a_column_that_the_state_has_changed_first_stays_as_it_was(
    newest: Server, reachable: None
) -> None:
    wide = migrations.AlterField("item", "token", models.TextField(null=True))
    first = migrations.SeparateDatabaseAndState(state_operations=[wide])
    _, seen = watched(
        newest, migration("0001", ITEM), migration("0002", first), migration("0003", wide)
    )

    assert list(seen.migrations[0].statements()) == []
    assert {each.rule for each in judge(seen, all_rules())} == {"MS708"}
