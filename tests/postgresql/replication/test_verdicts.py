"""Verdicts on what the matrix has no row for: several operations together, and what is not read."""

from __future__ import annotations

import pytest
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from migration_safety.core.deployment.verdict import Direction, Fate, Verdict
from migration_safety.databases.postgresql.replication.verdicts import verdicts
from tests.rules.fixture import planned

LEVEL = migrations.AddField("person", "level", models.IntegerField(default=3))


def told(*operations: Operation, schema: str = "public") -> list[list[Verdict]]:
    """By operation, what is said of rows that go forward."""
    written = migrations.Migration("0002", "people")
    written.operations = list(operations)
    (migration,) = verdicts(planned([written]), version=18, schema=schema).migrations
    steps = [step.verdicts for step in migration.steps]
    return [[each for each in step if each.direction is Direction.FORWARD] for step in steps]


def test_a_default_given_later_helps() -> None:
    later = migrations.RunSQL("ALTER TABLE people_person ALTER COLUMN level SET DEFAULT 3")
    found = told(LEVEL, later)
    assert [each.fate for step in found for each in step] == [Fate.WORKS, Fate.WORKS]


def test_a_column_that_comes_and_goes_is_nobodys() -> None:
    found = told(LEVEL, migrations.RemoveField("person", "level"))
    assert [each.fate for step in found for each in step] == [Fate.WORKS, Fate.WORKS]


def test_a_new_table_is_not_sent() -> None:
    made = migrations.CreateModel("Letter", [("id", models.BigAutoField(primary_key=True))])
    unique = models.UniqueConstraint(fields=["id"], name="once")
    found = told(made, migrations.AddConstraint("letter", unique))
    assert [each.fate for step in found for each in step] == [Fate.WORKS, Fate.WORKS]


def test_a_shim_names_the_schema_that_it_is_told() -> None:
    ((verdict,),) = told(LEVEL, schema="shop")
    (shim,) = verdict.shims
    assert shim.sql == 'ALTER TABLE "shop"."people_person" ALTER COLUMN "level" SET DEFAULT 3'


def test_what_stands_in_for_a_hidden_default_is_null() -> None:
    field = models.CharField(max_length=9, default="x")
    ((verdict,),) = told(migrations.AddField("person", "password", field))
    (shim,) = verdict.shims
    assert 'ALTER COLUMN "password" DROP NOT NULL' in shim.sql


@pytest.mark.parametrize("table", ["django_content_type", "auth_permission"])
def test_what_django_writes_on_each_side_is_not_sent(table: str) -> None:
    ((verdict,),) = told(migrations.RunSQL(f"DELETE FROM {table}"))
    assert verdict.fate is Fate.WORKS


def test_what_cannot_be_read_is_unknown_and_not_held() -> None:
    ((verdict,),) = told(migrations.RunSQL("DO $$ BEGIN PERFORM 1; END $$"))
    assert (verdict.fate, verdict.held) == (Fate.UNKNOWN, False)
    assert verdict.because


def test_what_changes_the_state_alone_works() -> None:
    option = migrations.AlterModelOptions("person", {"ordering": ["name"]})
    ((verdict,),) = told(option)
    assert (verdict.fate, verdict.because) == (Fate.WORKS, "It sends nothing to the database.")
