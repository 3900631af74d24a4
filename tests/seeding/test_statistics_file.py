"""The file of statistics holds what was put into it, and says where it is wrong."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from migration_safety.core.volume.likeness.statistics import (
    ColumnStatistics,
    Statistics,
    TableStatistics,
)
from migration_safety.errors import VolumeError
from migration_safety.reading.statistics.dump import dumps
from migration_safety.reading.statistics.load import loads
from tests.project import ROOT

# The machine may be busy with servers.
unhurried = settings(deadline=None)

SCHEMA = json.loads((ROOT / "docs" / "statistics.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
LANGUAGE = ColumnStatistics(0.25, 3, 3, 0.5, (0.5, 0.2), ("en", None), (), "values: 1")
BORN = ColumnStatistics(0, -0.5, 4, -0.1, bounds=("1950-01", "1970-12"))
PERSON = TableStatistics(1000, 81920, 16384, {"language": LANGUAGE, "born": BORN})
SAMPLE = Statistics(
    {"people_person": PERSON, "a": TableStatistics(left_out="all")}, "PostgreSQL 16"
)
FILE = """{
  "schema": "migration-safety-statistics/1",
  "about": [],
  "server": "PostgreSQL 16",
  "tables": {
    "person": {
      "rows": 10, "bytes": 1, "index_bytes": 1,
      "columns": {
        "language": {"null_fraction": 0.5, "frequencies": [0.25], "values": ["en"]}
      }
    }
  }
}"""
LANGUAGE_PATH = "tables.person.columns.language"

fractions = st.floats(0, 1)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts
finite = st.floats(allow_nan=False, allow_infinity=False)
months = st.dates().map(lambda date: f"{date:%Y}".zfill(4) + f"-{date:%m}")


@st.composite
def columns(draw: st.DrawFn) -> ColumnStatistics:
    shares = draw(st.lists(st.floats(0, 0.1), max_size=8))
    count = len(shares)
    values = draw(st.just([]) | st.lists(scalars.filter(plain), min_size=count, max_size=count))
    bounds = draw(st.lists(finite).map(sorted) | st.lists(months).map(sorted))
    return ColumnStatistics(
        draw(st.none() | fractions),
        draw(st.none() | st.floats(-1, 1e12)),
        draw(st.none() | st.integers(0)),
        draw(st.none() | st.floats(-1, 1)),
        tuple(shares),
        tuple(values),
        tuple(bounds),
        draw(texts),
    )


def plain(value: object) -> bool:
    return value not in (float("inf"), float("-inf"))


counts = st.none() | st.integers(0, 10**15)
tables = st.builds(
    TableStatistics, counts, counts, counts, st.dictionaries(texts, columns(), max_size=3), texts
)
statistics = st.builds(Statistics, st.dictionaries(texts, tables, max_size=3), texts)


@unhurried
@given(statistics)
def test_a_file_gives_back_what_was_written(given: Statistics) -> None:
    assert loads(dumps(given)) == given


@unhurried
@given(statistics)
def test_a_file_keeps_to_the_published_schema(given: Statistics) -> None:
    VALIDATOR.validate(json.loads(dumps(given)))


@unhurried
@given(statistics)
def test_order_does_not_matter(given: Statistics) -> None:
    turned = dict(reversed(given.tables.items()))
    assert dumps(replace(given, tables=turned)) == dumps(given)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_member_is_described() -> None:
    table, column = (SCHEMA["$defs"][name]["properties"] for name in ("table", "column"))
    assert set(table) == set(TableStatistics.__slots__)
    assert set(column) == set(ColumnStatistics.__slots__)


def test_a_change_of_a_column_changes_one_line() -> None:
    other = replace(PERSON, columns={"language": LANGUAGE, "born": replace(BORN, distinct=7)})
    changed = replace(SAMPLE, tables={**SAMPLE.tables, "people_person": other})
    pairs = zip(dumps(SAMPLE).splitlines(), dumps(changed).splitlines(), strict=True)
    assert [one.strip().split(":")[0] for one, two in pairs if one != two] == ['"born"']


def test_the_file_says_what_is_left_out() -> None:
    about = json.loads(dumps(SAMPLE))["about"]
    assert any("Values are left out" in line for line in about)
    assert '"left_out": "values: 1"' in dumps(SAMPLE)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "statistics/1",
            "statistics/2",
            "Statistics version 2 is not known; this is for version 1",
        ),
        ("statistics/1", "report/1", "This is no statistics file: its schema is"),
        ('"rows": 10,', '"rows": 10', "wrong at line 7, column 18: this is not JSON"),
        ('"rows": 10', "<<<<<<< HEAD", "wrong at line 7, column 7: this is not JSON"),
        ('"rows": 10', '"rows": 1, "rows": 2', "wrong at rows: the key stands twice"),
        ('"rows": 10', '"rows": -10', "tables.person.rows: -10 is less than 0"),
        ('"rows": 10', '"rows": 1.5', "tables.person.rows: 1.5 is not a whole number"),
        ('"rows": 10', '"rows": true', "tables.person.rows: a number is expected, not true"),
        ('"rows": 10', '"rows": "many"', "tables.person.rows: a number is expected, not 'many'"),
        ('"rows": 10', '"rows": NaN', "NaN is no number"),
        ('"rows": 10', '"rows": 1e999', "tables.person.rows: inf is not a finite number"),
        ("0.5", "1.5", f"{LANGUAGE_PATH}.null_fraction: 1.5 is not between 0 and 1"),
        ("[0.25]", "[1.25]", f"{LANGUAGE_PATH}.frequencies[0]: 1.25 is not between 0 and 1"),
        ("[0.25]", "[0.9, 0.9]", f"{LANGUAGE_PATH}.frequencies: their sum, 1.8, is more than 1"),
        ("[0.25]", "0.25", f"{LANGUAGE_PATH}.frequencies: a list is expected, not 0.25"),
        ('["en"]', '["en", "es"]', f"{LANGUAGE_PATH}.values: 2 values for 1 frequencies"),
        ('["en"]', "[[1]]", f"{LANGUAGE_PATH}.values[0]: a plain value is expected"),
        ('"values"', '"distinct": -2, "values"', f"{LANGUAGE_PATH}.distinct: -2 is less than -1"),
        ('"values"', '"correlation": 2, "values"', "correlation: 2 is not between -1 and 1"),
        ('"values"', '"bounds": [2, 1], "values"', f"{LANGUAGE_PATH}.bounds: they do not rise"),
        ('"values"', '"bounds": [1, "2024-01"], "values"', "numbers and months are mixed"),
        ('"values"', '"bounds": ["2024-13"], "values"', "bounds[0]: a month such as"),
        ('"values"', '"left_out": 1, "values"', "left_out: a text is expected, not 1"),
        ('{"null_fraction"', '3, "x": {"null_fraction"', "an object is expected, not 3"),
        (FILE, "[]", "wrong at its top: an object is expected, not []"),
        (FILE, "", "wrong at line 1, column 1: this is not JSON"),
        (FILE, "[" * 100_000, "this is not JSON that can be read"),
        ('"rows": 10', f'"rows": {"1" * 5000}', "this is not JSON that can be read"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(old: str, new: str, problem: str) -> None:
    with pytest.raises(VolumeError, match=re.escape(problem)) as caught:
        loads(FILE.replace(old, new, 1))
    assert caught.value.advice
    assert "\n" not in str(caught.value)


def test_what_a_later_release_adds_is_passed_over() -> None:
    assert loads(FILE.replace('"rows"', '"pages": 3, "rows"')) == loads(FILE)


@unhurried
@given(st.text(max_size=60) | st.recursive(scalars, st.lists).map(json.dumps))
def test_no_text_is_a_crash(text: str) -> None:
    with pytest.raises(VolumeError):
        loads(text)
