"""What models say of the schema, held against what the schema editor makes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.apps.registry import Apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.state import ModelState, ProjectState
from django.db.models.functions import Lower

from migration_safety.core.trial.schema.comparing import differences
from migration_safety.core.trial.schema.difference import modes
from migration_safety.databases.postgresql.portrait import portrait
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.reading.managed import managed
from tests.plugins.sandboxes import emptied
from tests.plugins.servers import Server

registry = Apps()


class Team(models.Model):
    code = models.SlugField(primary_key=True)
    partners = models.ManyToManyField("self", db_table='elsewhere"."partners')

    class Meta:
        apps = registry
        app_label = "shop"
        db_table_comment = "teams"


class Person(models.Model):
    email = models.EmailField(unique=True, db_comment="where to write to")
    name = models.CharField(max_length=50, db_index=True, db_default="x", db_collation="C")
    age = models.PositiveIntegerField(null=True)
    nickname = models.TextField(unique=True)
    folded = models.GeneratedField(
        expression=Lower("email"), output_field=models.TextField(), db_persist=True
    )
    labels = models.JSONField(default=dict)
    during = DateTimeRangeField(null=True)
    team = models.ForeignKey(Team, models.CASCADE)
    boss = models.OneToOneField("self", models.CASCADE, null=True)
    loose = models.ForeignKey(Team, models.CASCADE, db_constraint=False, related_name="+")

    class Meta:
        apps = registry
        app_label = "shop"
        unique_together = (("team", "name"),)
        indexes = (
            models.Index(fields=["age", "-name"], name="by_age"),
            models.Index(Lower("name"), name="by_lower_name"),
            models.Index(fields=["name"], name="some", condition=models.Q(age__gt=17)),
            GinIndex(fields=["labels"], name="by_label"),
        )
        constraints = (
            models.CheckConstraint(condition=models.Q(age__gt=17), name="adult"),
            models.UniqueConstraint(
                fields=["age", "name"], name="one", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(fields=["age"], name="few", condition=models.Q(age__gt=99)),
            models.UniqueConstraint(Lower("nickname"), name="folded_once"),
            ExclusionConstraint(name="apart", expressions=[("during", "&&")]),
        )


class Child(Person):
    class Meta:
        apps = registry
        app_label = "shop"


STATE = ProjectState(
    {("shop", each.__name__.lower()): ModelState.from_model(each) for each in (Team, Person, Child)}
)
BY_HAND = """
    CREATE INDEX by_hand ON shop_person (name) WHERE age > 20;
    CREATE UNIQUE INDEX once_by_hand ON shop_person (age, email);
    CREATE VIEW adults AS SELECT * FROM shop_person;
    CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER stamped BEFORE UPDATE ON shop_person FOR EACH ROW EXECUTE FUNCTION stamp();
    ALTER TABLE shop_person ADD CONSTRAINT sane CHECK (name <> '');
    ALTER TABLE shop_person ADD by_hand text;
    ALTER TABLE shop_person ALTER name SET STORAGE external;
    ALTER TABLE shop_person SET (fillfactor = 90);
    COMMENT ON INDEX by_age IS 'for the report';
    GRANT SELECT ON shop_person TO PUBLIC;
    CREATE TABLE beside (id integer PRIMARY KEY);
"""
OF_DJANGO = """
    DROP INDEX by_age, few;
    ALTER TABLE shop_person DROP CONSTRAINT adult, DROP CONSTRAINT shop_person_age_check;
    ALTER TABLE shop_person ALTER email DROP NOT NULL, ALTER name DROP DEFAULT;
    COMMENT ON COLUMN shop_person.email IS NULL;
    COMMENT ON TABLE shop_team IS NULL;
    DROP TABLE shop_child;
"""


@pytest.fixture
def connection(
    reachable: None, newest: Server, shared_sandboxes: Callable[[Server], Sandbox]
) -> Iterator[BaseDatabaseWrapper]:
    """The tables of the models, made by Django's schema editor."""
    with emptied(shared_sandboxes(newest)) as connection:
        connection.connection.execute("CREATE SCHEMA elsewhere")
        with connection.schema_editor() as editor:
            for name in ("team", "person", "child"):
                editor.create_model(STATE.apps.get_model("shop", name))
        yield connection


def test_what_the_schema_editor_makes_of_models_is_managed(
    connection: BaseDatabaseWrapper,
) -> None:
    state = managed(connection, STATE.apps)

    facts = portrait(connection.connection).facts

    left = [fact.key for fact in facts if not state.knows(fact)]
    assert left == [
        ("extension", "", "plpgsql"),
        ("schema", "", "elsewhere"),
        ("schema", "", "public"),
        ("setting of the database", "", ""),
    ]


def test_what_is_made_by_hand_is_not_managed(connection: BaseDatabaseWrapper) -> None:
    before = portrait(connection.connection)
    connection.connection.execute(BY_HAND.encode())

    found = differences(
        before, portrait(connection.connection), managed=managed(connection, STATE.apps)
    )

    assert [each.label for each in found if each.managed] == []
    assert len(modes(found)["unmanaged"]) == len(BY_HAND.strip().splitlines())


def test_what_models_say_is_managed(connection: BaseDatabaseWrapper) -> None:
    before = portrait(connection.connection)
    connection.connection.execute(OF_DJANGO.encode())

    found = differences(
        before, portrait(connection.connection), managed=managed(connection, STATE.apps)
    )

    assert [each.label for each in found if not each.managed] == []
    assert sorted(each.label for each in modes(found)["django-visible"]) == [
        "check constraint adult of shop_person",
        "check constraint shop_person_age_check of shop_person",
        "column email of shop_person",
        "column name of shop_person",
        "comment on column email of shop_person",
        "comment on table shop_team",
        "index by_age of shop_person",
        "index few of shop_person",
        "table shop_child",
    ]


def test_a_name_that_meta_gives_is_missed_by_django_and_others_are_not(
    connection: BaseDatabaseWrapper,
) -> None:
    before = portrait(connection.connection)
    connection.connection.execute(
        "ALTER INDEX by_age RENAME TO other;"
        " ALTER TABLE shop_person RENAME CONSTRAINT shop_person_email_key TO mail;"
    )

    first, second = differences(
        before, portrait(connection.connection), managed=managed(connection, STATE.apps)
    )

    assert first.consequence.startswith("RemoveConstraint and RemoveIndex of a later migration")
    assert second.consequence.startswith("Django finds it by its columns")
