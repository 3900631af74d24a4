"""What the walk makes of operations: Django's own, nested ones, and ones it has never seen."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.postgres.fields import HStoreField
from django.contrib.postgres.operations import AddIndexConcurrently, TrigramExtension
from django.db import connections, migrations, models
from django.db.migrations.operations.base import Operation

from migration_safety.core.plan import Step
from migration_safety.core.statement import Statement
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.errors import GrammarError
from migration_safety.reading.replay import confined
from migration_safety.reading.walk import OWN_APPLY
from tests.plugins.servers import Server
from tests.rules.fixture import planned


class Custom(Operation):
    """An operation of somebody's own."""

    def state_forwards(self, app_label: str, state: Any) -> None:
        """It changes no state."""

    def describe(self) -> str:
        return "Custom"


class SendsSQL(Custom):
    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        schema_editor.execute("CREATE INDEX own ON people_visit (minutes)")


class AsksItsConnection(Custom):
    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM people_visit")


class ReachesForAnother(Custom):
    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        with connections["default"].cursor() as cursor:
            cursor.execute("DELETE FROM people_visit")


class DropsIfThere(Custom):
    def __init__(self, table: str) -> None:
        self.table = table

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        with schema_editor.connection.cursor() as cursor:
            tables = schema_editor.connection.introspection.table_names(cursor)
        if self.table in tables:
            schema_editor.execute(f"DROP TABLE {self.table}")


def from_database() -> int:
    """The default of a field, as people write it to fill in a row that is there."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT min(id) FROM people_person")
        return int(cursor.fetchone()[0])


class RendersEverything(Custom):
    def database_forwards(
        self, app_label: str, schema_editor: Any, before: Any, after: Any
    ) -> None:
        for model in after.apps.get_models():
            schema_editor.execute(f"ANALYZE {model._meta.db_table}")


def steps(*operations: Operation, atomic: bool = True) -> list[Step]:
    kind = type("Migration", (migrations.Migration,), {"operations": operations, "atomic": atomic})
    (migration,) = planned([kind("0002_next", "people")]).migrations
    return list(migration.steps)


def only(*operations: Operation, atomic: bool = True) -> Statement:
    (step,) = steps(*operations, atomic=atomic)
    (statement,) = step.statements
    return statement


def test_an_unknown_operation_that_sends_sql_is_read() -> None:
    assert only(SendsSQL()).effects[0].lock == "SHARE"


def test_an_unknown_operation_sees_every_model_of_the_state() -> None:
    (step,) = steps(RendersEverything())
    assert len(step.statements) == 4


def test_an_operation_that_needs_a_database_is_unknown_and_says_why() -> None:
    assert "asks the database: SELECT count(*)" in only(AsksItsConnection()).unknown


def test_no_operation_reaches_a_database_while_it_is_predicted(
    newest: Server, reachable: None
) -> None:
    with Sandbox(newest.url()) as box, confined("default", box.settings()):
        assert "asks the database: DELETE" in only(ReachesForAnother()).unknown


def test_no_operation_connects_while_it_is_predicted(newest: Server, reachable: None) -> None:
    with Sandbox(newest.url()) as box, confined("default", box.settings()) as connection:
        assert "asks the database" in only(ReachesForAnother()).unknown
        assert connection.connection is None


def test_which_tables_exist_is_known_without_a_database() -> None:
    assert only(DropsIfThere("people_visit")).effects[0].lock == "ACCESS EXCLUSIVE"
    (step,) = steps(DropsIfThere("people_nobody"))
    assert step.statements == ()


def test_constraints_of_a_renamed_table_are_found_under_its_new_name() -> None:
    _, step = steps(
        migrations.RenameModel("Visit", "Call"),
        migrations.AlterField("call", "person", models.CharField(max_length=9)),
    )
    assert any(step.acting("DROP FOREIGN KEY"))


def test_a_default_that_asks_the_database_leaves_the_form_of_the_statement() -> None:
    field = models.ForeignKey("people.Person", models.CASCADE, default=from_database)
    (step,) = steps(migrations.AddField("visit", "guide", field))

    assert "DEFAULT '<tests.reading.test_walk.from_database()>' NOT NULL" in step.statements[0].sql
    assert not any(statement.unknown for statement in step.statements)


def test_python_is_not_run() -> None:
    ran = []
    statement = only(migrations.RunPython(lambda apps, editor: ran.append(1)))

    assert not ran
    assert not statement.unknown


def test_python_that_cannot_be_followed_is_unknown() -> None:
    statement = only(migrations.RunPython(lambda apps, editor: exec("1", {"apps": apps})))

    assert "exec" in statement.unknown
    assert "--observe" in statement.unknown


class Elsewhere:
    """A router that keeps the app `people` away from every database."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return app_label != "people"


def test_python_that_a_router_keeps_from_running_is_nothing(settings: Any) -> None:
    settings.DATABASE_ROUTERS = [Elsewhere()]
    (step,) = steps(migrations.RunPython(lambda apps, editor: None))
    assert step.statements == ()


def test_python_that_does_nothing_is_nothing() -> None:
    (step,) = steps(migrations.RunPython(migrations.RunPython.noop))
    assert step.statements == ()


def test_concurrently_in_a_transaction_fails_as_django_says() -> None:
    index = models.Index(fields=["at"], name="at_idx")
    assert "atomic" in only(AddIndexConcurrently("visit", index)).error
    assert only(AddIndexConcurrently("visit", index), atomic=False).effects


def test_an_extension_is_created_without_asking_for_it() -> None:
    assert only(TrigramExtension()).sql == 'CREATE EXTENSION IF NOT EXISTS "pg_trgm"'


def test_nested_operations_belong_to_the_outer_one() -> None:
    drop = migrations.RunSQL("ALTER TABLE people_person DROP COLUMN age")
    forget = migrations.RemoveField("person", "age")
    inner = migrations.SeparateDatabaseAndState([drop], [])
    (step,) = steps(migrations.SeparateDatabaseAndState([inner], [forget]))

    assert [change.kind for change in step.changes] == [
        "SeparateDatabaseAndState",
        "SeparateDatabaseAndState",
        "RunSQL",
        "RemoveField",
    ]
    assert [change.state_only for change in step.changes] == [False, False, False, True]
    assert len(step.statements) == 1


def test_deferred_sql_belongs_to_the_operation_that_left_it_and_runs_last() -> None:
    letter = [
        ("id", models.BigAutoField(primary_key=True)),
        ("visit", models.ForeignKey("people.Visit", models.CASCADE)),
    ]
    first, second = steps(
        migrations.CreateModel("Letter", letter),
        migrations.AddField("visit", "note", models.TextField(null=True)),
    )

    assert [each.deferred for each in first.statements] == [False, True, True]
    assert second.statements[0].order < first.statements[1].order


def test_a_string_of_statements_in_autocommit_is_one_transaction() -> None:
    (step,) = steps(migrations.RunSQL("SELECT 1; SELECT 2"), atomic=False)
    (alone,) = steps(migrations.RunSQL(["SELECT 1", "SELECT 2"]), atomic=False)

    assert [each.atomic for each in step.statements] == [True, True]
    assert len({each.transaction for each in step.statements}) == 1
    assert [each.atomic for each in alone.statements] == [False, False]
    assert len({each.transaction for each in alone.statements}) == 2


def test_sql_that_the_grammar_rejects_names_the_migration() -> None:
    with pytest.raises(GrammarError, match=r"people\.0002_next"):
        steps(migrations.RunSQL("ALTER TABEL people_person ADD x int"))


def test_a_link_to_the_parent_that_django_made_is_the_first_column() -> None:
    link = models.OneToOneField(
        "people.Person",
        models.CASCADE,
        auto_created=True,
        parent_link=True,
        primary_key=True,
        serialize=False,
    )
    fields = [("badge", models.TextField()), ("person_ptr", link)]
    create, *_ = steps(migrations.CreateModel("Guide", fields, bases=("people.person",)))[
        0
    ].statements

    assert create.sql.index('"person_ptr_id"') < create.sql.index('"badge"')


def test_a_default_of_an_extensions_type_is_written_without_a_server() -> None:
    statement, _ = steps(migrations.AddField("visit", "labels", HStoreField(default=dict)))[
        0
    ].statements

    assert "ADD COLUMN \"labels\" hstore DEFAULT ''::hstore NOT NULL" in statement.sql


def test_a_default_of_bytes_is_written_as_a_server_is_sent_it() -> None:
    statement, _ = steps(migrations.AddField("visit", "key", models.BinaryField(default=b"\0a")))[
        0
    ].statements

    assert r"""ADD COLUMN "key" bytea DEFAULT '\x0061'::bytea NOT NULL""" in statement.sql


def test_a_migration_that_decides_itself_what_it_applies_is_unknown_and_says_so() -> None:
    kind = type(
        "Migration",
        (migrations.Migration,),
        {
            "operations": [migrations.RemoveField("visit", "minutes")],
            "apply": lambda self, state, editor, collect_sql=False: state,
        },
    )
    (migration,) = planned([kind("0002_next", "people")]).migrations

    assert [each.unknown for each in migration.statements()] == ["", OWN_APPLY]


@pytest.mark.parametrize(
    "sql", ["SELECT mend_people()", "DO $$ BEGIN PERFORM 1; END $$", "CALL p()"]
)
def test_code_inside_the_database_is_unknown(sql: str) -> None:
    assert only(migrations.RunSQL(sql)).unknown


def test_functions_of_postgresql_are_known() -> None:
    sql = "SELECT setval('people_tag_id_seq', max(id)), lower('A'), count(*) FROM people_tag"
    assert not only(migrations.RunSQL(sql)).unknown
