"""Two histories have one fingerprint where running them makes the same database."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from uuid import uuid4

import pytest
from django.db import connections, migrations, models
from django.db.migrations.operations.base import Operation
from django.test import override_settings

from migration_safety.databases.postgresql.dialect import Dialect
from migration_safety.reading.graph.select import Selection
from migration_safety.reading.walk import walk

ITEM = migrations.CreateModel("Item", [("id", models.BigAutoField(primary_key=True))])
PYTHON = "def fill(apps, editor): pass\n"


def migration(name: str, *operations: Operation) -> migrations.Migration:
    return type("Migration", (migrations.Migration,), {"operations": operations})(name, "shop")


def fingerprint(*before: migrations.Migration) -> str:
    """Of these, before one that is selected."""
    last = migration("0009_last")
    selected = frozenset({("shop", "0009_last")})
    selection = Selection((*before, last), selected, None, frozenset())
    return walk(selection, Dialect(connections["default"], 18), lambda line: None).baseline


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """A module of the project with that text."""

    def module(text: str) -> ModuleType:
        made = ModuleType("of_the_project")
        made.__file__ = str(tmp_path / "of_the_project.py")
        (tmp_path / "of_the_project.py").write_text(text)
        exec(text, vars(made))
        monkeypatch.setitem(sys.modules, "of_the_project", made)
        return made

    return module


def test_the_same_migrations_have_the_same() -> None:
    first = fingerprint(migration("0001_initial", ITEM))
    second = fingerprint(migration("0001_initial", ITEM))

    assert first == second


def test_another_name_or_another_order_is_another() -> None:
    one, two = migration("0001_one", ITEM), migration("0002_two")

    assert len({fingerprint(one, two), fingerprint(two, one), fingerprint(one)}) == 3


def test_a_default_that_is_another_at_each_call_changes_nothing() -> None:
    field = models.UUIDField(default=uuid4)
    added = migrations.AddField("item", "token", field)
    before = fingerprint(migration("0001", ITEM), migration("0002", added))

    assert fingerprint(migration("0001", ITEM), migration("0002", added)) == before


def test_a_field_of_the_project_counts_by_the_column_that_it_makes() -> None:
    class Word(models.CharField):
        width = 10

        def db_type(self, connection: object) -> str:
            return f"varchar({self.width})"

    added = migrations.AddField("item", "word", Word(max_length=9, null=True))
    narrow = fingerprint(migration("0001", ITEM), migration("0002", added))
    Word.width = 20

    assert fingerprint(migration("0001", ITEM), migration("0002", added)) != narrow


def test_settings_that_decide_about_tables_count() -> None:
    before = fingerprint(migration("0001_initial", ITEM))

    with override_settings(DEFAULT_AUTO_FIELD="django.db.models.AutoField"):
        assert fingerprint(migration("0001_initial", ITEM)) != before


def test_the_python_that_a_data_migration_calls_counts(
    module: Callable[[str], ModuleType],
) -> None:
    def of(text: str) -> str:
        run = migrations.RunPython(vars(module(text))["fill"])
        return fingerprint(migration("0001", ITEM), migration("0002", run))

    assert of(PYTHON) == of(PYTHON)
    assert of(PYTHON) != of(PYTHON + "# edited\n")
