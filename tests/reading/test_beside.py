"""Which applied migrations a new one knows nothing of, though they are about the same model."""

from __future__ import annotations

from django.db import migrations, models
from django.db.migrations.graph import MigrationGraph

from migration_safety.reading.beside import beside
from migration_safety.reading.graph.select import Selection

COLUMN = models.IntegerField(null=True)


def migration(name: str, model: str) -> migrations.Migration:
    made = migrations.Migration(name, "people")
    made.operations = [migrations.AddField(model, "note", COLUMN)]
    return made


FIRST, ONE, OTHER = (
    migration("0001", "person"),
    migration("0002_one", "Person"),
    migration("0002_other", "tag"),
)
NEW = migration("0002_new", "person")
LAST = migration("0003_last", "person")


def selection(*applied: migrations.Migration) -> Selection:
    """Three follow 0001 side by side; 0003_last follows the new one."""
    every = (FIRST, ONE, OTHER, NEW, LAST)
    graph = MigrationGraph()
    for each in every:
        graph.add_node(("people", each.name), each)
    for child, parent in ((ONE, FIRST), (OTHER, FIRST), (NEW, FIRST), (LAST, NEW)):
        graph.add_dependency(child, ("people", child.name), ("people", parent.name))
    keys = frozenset(("people", each.name) for each in applied)
    return Selection(every, frozenset({("people", NEW.name)}), keys, frozenset(), graph=graph)


def test_an_applied_branch_of_the_same_model_is_named() -> None:
    assert list(beside(NEW, selection(FIRST, ONE, OTHER))) == ["people.0002_one"]


def test_what_it_depends_on_is_not_beside_it() -> None:
    assert not list(beside(NEW, selection(FIRST)))


def test_what_depends_on_it_is_a_matter_of_the_checklist() -> None:
    assert not list(beside(NEW, selection(FIRST, LAST)))


def test_one_that_is_applied_itself_is_past() -> None:
    assert not list(beside(NEW, selection(FIRST, ONE, NEW)))


def test_without_a_record_nothing_is_known() -> None:
    assert not list(beside(NEW, selection()))
