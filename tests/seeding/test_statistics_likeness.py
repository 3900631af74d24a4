"""What a file of statistics wants of tables, and files that want nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from civicpulse.people.models import Person
from migration_safety.core.volume.likeness.statistics import (
    ColumnStatistics,
    Statistics,
    TableStatistics,
)
from migration_safety.core.volume.shape import Shape
from migration_safety.errors import VolumeError
from migration_safety.flows.volume.statistics.likeness import (
    Likeness,
    known,
    read,
    variety,
    with_parents,
)
from migration_safety.rows.models import Model, fillable

SCHEMA = '"schema": "migration-safety-statistics/1"'
EMPTY = f'{{{SCHEMA}, "tables": {{}}}}'
STRANGE = f'{{{SCHEMA}, "tables": {{"shop_item": {{"rows": 7}}}}}}'
NEGATIVE = f'{{{SCHEMA}, "tables": {{"people_person": {{"rows": -1}}}}}}'
HOUSEHOLD = ColumnStatistics(0.5, 100, 8, frequencies=(0.01,))
NAME = ColumnStatistics(0.0, 900, 6)


@pytest.fixture
def models() -> dict[str, Model]:
    return fillable("default")


def likeness(**tables: TableStatistics) -> Likeness:
    return Likeness("statistics.json", Statistics(tables))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"\xff{}", "is not UTF-8: byte 0"),
        (b'{"schema": ', "line 1, column 12: this is not JSON"),
        (b'{"schema": "something/1"}', "This is no statistics file"),
        (SCHEMA.replace("/1", "/2").join("{}").encode(), "Statistics version 2 is not known"),
        (NEGATIVE.encode(), "tables.people_person.rows"),
    ],
)
def test_a_file_that_cannot_be_understood_is_refused(
    tmp_path: Path, text: bytes, says: str
) -> None:
    path = tmp_path / "statistics.json"
    path.write_bytes(text)
    with pytest.raises(VolumeError, match=says):
        read(path)


@pytest.mark.parametrize(("name", "says"), [("missing", "No such file"), (".", "directory")])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str, says: str) -> None:
    with pytest.raises(VolumeError, match=says):
        read(tmp_path / name)


@pytest.mark.parametrize("text", [EMPTY, STRANGE])
def test_a_file_that_counts_no_row_of_the_project_is_refused(
    tmp_path: Path, models: dict[str, Model], text: str
) -> None:
    path = tmp_path / "statistics.json"
    path.write_text(text, "utf-8")
    with pytest.raises(VolumeError, match="counts no row of any model"):
        read(path).rows(models)


def test_without_a_file_nothing_is_wanted(models: dict[str, Model]) -> None:
    nothing = read(None)
    assert nothing.rows(models) == {}
    assert nothing.expected(models, {"people.Person": 5}) == Statistics()
    assert list(nothing.notes(models, {"people.Person": 5})) == []


def test_the_tables_that_django_keeps_are_not_filled(models: dict[str, Model]) -> None:
    given = likeness(
        people_person=TableStatistics(1000),
        people_tag=TableStatistics(0),
        auth_permission=TableStatistics(88),
    )
    assert given.rows(models) == {"people.Person": 1000}


def test_more_parents_are_referred_to_by_more_children(models: dict[str, Model]) -> None:
    given = likeness(
        people_person=TableStatistics(
            1000, columns={"household_id": HOUSEHOLD, "given_name": NAME}
        ),
        people_household=TableStatistics(400),
    )
    rows = {"people.Person": 2000, "people.Household": 800}
    table = given.expected(models, rows).tables["people_person"]
    assert table.rows == 2000
    assert table.columns["household_id"].distinct == 200
    assert table.columns["given_name"].distinct == 900


@pytest.mark.parametrize(
    ("distinct", "factor", "wanted"), [(2, 3, 2), (2, 0.5, 1), (9, 2, 18), (-0.5, 2, -0.5)]
)
def test_parents_that_are_all_listed_keep_their_children(
    distinct: float, factor: float, wanted: float
) -> None:
    column = ColumnStatistics(0.0, distinct, frequencies=(0.6, 0.4))
    assert with_parents(column, factor).distinct == wanted


def test_fractions_of_nulls_in_a_profile_go_before_the_file() -> None:
    shape = Shape(nulls={"people.Person.household": 0.9, "people.Person.pronouns": 0.2})
    expected = Statistics(
        {"people_person": TableStatistics(10, columns={"household_id": HOUSEHOLD})}
    )
    wanted = known(expected, {"people.Person": Person}, shape)
    assert wanted["people.Person", "household_id"].null_fraction == 0.9
    assert wanted["people.Person", "household_id"].distinct == 100
    assert wanted["people.Person", "pronouns"] == ColumnStatistics(0.2)


def test_prototypes_are_to_be_as_varied_as_columns_that_come_from_them() -> None:
    columns = {
        ("people.Person", "given_name"): NAME,
        ("people.Person", "email"): ColumnStatistics(0.0, -1),
        ("people.Person", "household_id"): ColumnStatistics(0.0, 1500),
        ("people.Person", "date_of_birth"): ColumnStatistics(0.0, 1600, bounds=("1990-01",)),
    }
    assert variety(columns, {"people.Person": Person}, {"people.Person": 2000}) == {
        "people.Person": {"given_name": 900}
    }


def test_models_that_the_file_does_not_know_are_noted(models: dict[str, Model]) -> None:
    given = likeness(people_person=TableStatistics(10), shop_item=TableStatistics(7))
    notes = list(given.notes(models, {"people.Person": 10, "people.Tag": 5}))
    assert notes == [
        "statistics.json has tables that this project has not: shop_item.",
        "statistics.json does not know people.Tag: filled as without it.",
    ]
