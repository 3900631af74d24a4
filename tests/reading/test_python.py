"""What the source of a data migration tells: which function, how far, at which moment."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connections, migrations, models
from django.db.migrations.graph import MigrationGraph

from migration_safety.core.operations.function import Around, Function, Reach
from migration_safety.databases.postgresql.dialect import Dialect
from migration_safety.reading.graph.select import Selection
from migration_safety.reading.walk import walk
from tests.rules.fixture import planned

Forwards = Callable[..., None]


def of(function: Forwards) -> Function:
    migration = migrations.Migration("0002", "people")
    migration.operations = [migrations.RunPython(function)]
    (found,) = planned([migration]).migrations[0].steps[0].functions
    return found


def plain(apps: Any, schema_editor: Any) -> None:
    apps.get_model("people", "Tag").objects.filter(name="").delete()


def of_model(model: str, apps: Any, schema_editor: Any) -> None:
    apps.get_model("people", model).objects.filter(name="").delete()


def made_for(model: str) -> Forwards:
    def forwards(apps: Any, schema_editor: Any) -> None:
        apps.get_model("people", model).objects.filter(name="").delete()

    return forwards


class Cleaner:
    model = "Tag"

    def __call__(self, apps: Any, schema_editor: Any) -> None:
        plain(apps, schema_editor)

    @staticmethod
    def clean(apps: Any, schema_editor: Any) -> None:
        plain(apps, schema_editor)

    def method(self, apps: Any, schema_editor: Any) -> None:
        apps.get_model("people", "Tag").objects.filter(name="").delete()


@pytest.mark.parametrize(
    "function",
    [
        plain,
        partial(of_model, "Tag"),
        made_for("Tag"),
        Cleaner(),
        Cleaner.clean,
        Cleaner().method,
        lambda apps, _: apps.get_model("people", "Tag").objects.filter(name="").delete(),
    ],
    ids=["function", "partial", "closure", "object", "static", "method", "lambda"],
)
def test_whatever_is_called_is_read(function: Forwards) -> None:
    (query,) = of(function).queries
    assert (query.shape, query.table, query.reach) == ("DELETE", "people_tag", Reach.SOME)


def test_a_function_without_source_is_unknown() -> None:
    names: dict[str, Any] = {}
    exec("def forwards(apps, schema_editor): pass", names)

    assert of(names["forwards"]).unknown == ("its source cannot be read",)


def test_models_given_away_to_what_cannot_be_read_are_unknown() -> None:
    given = SimpleNamespace(work=None)

    def forwards(apps: Any, schema_editor: Any) -> None:
        given.work(apps)

    (reason,) = of(forwards).unknown
    assert "given.work(apps)" in reason


def test_helpers_that_get_no_model_are_no_riddle() -> None:
    def forwards(apps: Any, schema_editor: Any) -> None:
        print("{} of {}".format(*sorted([2, 1])))

    assert of(forwards) == Function(of(forwards).name, of(forwards).source)


def test_a_function_that_calls_itself_is_read_once() -> None:
    def climb(Tag: Any, number: int) -> None:
        Tag.objects.filter(pk=number).update(name="")
        climb(Tag, number + 1)

    def forwards(apps: Any, schema_editor: Any) -> None:
        climb(apps.get_model("people", "Tag"), 1)

    (query,) = of(forwards).queries
    assert (query.reach, of(forwards).unknown) == (Reach.ONE, ())


def test_the_outermost_loop_that_grows_is_the_one_that_counts() -> None:
    def forwards(apps: Any, schema_editor: Any) -> None:
        for name in ("Tag", "Tenant"):
            for row in apps.get_model("people", name).objects.all():
                for _ in range(3):
                    row.save()

    loops = [query.loop for query in of(forwards).queries if query.writes]
    assert [(loop.around, loop.table) for loop in loops if loop] == [
        (Around.ROWS, "people_tag"),
        (Around.ROWS, "people_tenant"),
    ]


def asks_letters(apps: Any, schema_editor: Any) -> None:
    apps.get_model("letters", "Letter").objects.filter(body="").delete()


def letters() -> migrations.Migration:
    first = migrations.Migration("0001_letter", "letters")
    fields = [("id", models.BigAutoField(primary_key=True)), ("body", models.TextField())]
    first.operations = [migrations.CreateModel("Letter", fields)]
    return first


def faults(*dependencies: tuple[str, str]) -> list[tuple[str, bool]]:
    """Of people.0001, which asks for a model of letters.0001 and runs after it."""
    asking = migrations.Migration("0001_ask", "people")
    asking.operations = [migrations.RunPython(asks_letters)]
    graph, every = MigrationGraph(), (letters(), asking)
    for each in every:
        graph.add_node((each.app_label, each.name), each)
    for dependency in dependencies:
        graph.add_dependency(asking, ("people", "0001_ask"), dependency)
    selected = frozenset({("people", "0001_ask")})
    selection = Selection(every, selected, None, frozenset(), graph=graph)
    plan = walk(selection, Dialect(connections["default"], 16), lambda line: None)
    (function,) = plan.migrations[0].steps[0].functions
    return [(fault.names, fault.sure) for fault in function.faults]


def test_a_model_that_only_luck_has_made_before_is_told() -> None:
    assert faults() == [("letters.0001_letter", False)]


def test_a_model_of_a_dependency_is_there() -> None:
    assert faults(("letters", "0001_letter")) == []
