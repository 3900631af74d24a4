"""Changes of values that other checksums overlook, and values that a type calls the same."""

from __future__ import annotations

from collections.abc import Mapping

from migration_safety.core.trial.data.alteration import Alteration, Change, Verdict
from tests.postgresql.fingerprint.conftest import Data

PEOPLE = """
    CREATE TABLE people (id int PRIMARY KEY, name text, city text);;
    INSERT INTO people VALUES (1, 'Ada', 'Bern'), (2, 'Bo', 'Bern'), (3, 'Cy', NULL)
"""
TRAPS = {
    "numeric": ("1.0", "1.00"),
    "float8": ("0", "-0"),
    "interval": ("1 mon", "30 days"),
    "jsonb": ("1.0", "1.00"),
    "bpchar": ("a", "a  "),
    "numeric[]": ("{1.0}", "{1.00}"),
    "int[]": ("{1,2}", "{{1,2}}"),
    "numrange": ("[1.0,2)", "[1.00,2)"),
}
VALUES = {
    "json": ('{"a": 1}', '{"a": 2}'),
    "point": ("(1,2)", "(1,3)"),
    "tsvector": ("a b", "a c"),
    "tsquery": ("a", "b"),
    "bit(3)": ("101", "100"),
    "varbit": ("101", "1010"),
    "money": ("1.00", "1.01"),
    "json[]": ("{1}", "{2}"),
    "txid_snapshot": ("1:1:", "2:2:"),
    "bytea": ("\\x01", "\\x02"),
    "date": ("2020-01-01", "infinity"),
    "time": ("10:00", "10:01"),
    "timetz": ("10:00+00", "11:00+01"),
    "timestamptz": ("2020-01-01", "2020-01-02"),
    "bool": ("true", "false"),
    "int2": ("1", "2"),
    "int8": ("-1", "4294967295"),
    "inet": ("10.0.0.1", "10.0.0.1/31"),
    "macaddr": ("08:00:2b:01:02:03", "08:00:2b:01:02:04"),
    "int4range": ("[1,3)", "[1,4)"),
    "int4multirange": ("{[1,3)}", "{[1,4)}"),
    "float4": ("1.5", "NaN"),
    "uuid": ("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12"),
    "mood": ("good", "bad"),
    "mood[]": ("{good}", "{bad}"),
    "pair": ("(1,good)", "(2,good)"),
    "place": ("a", "b"),
    '"char"': ("a", "b"),
}


TYPES = """
    CREATE TYPE mood AS ENUM ('good', 'bad');;
    CREATE TYPE pair AS (a int, b mood);;
    CREATE DOMAIN place AS varchar(9) CHECK (value <> '')
"""


def column(kind: str) -> str:
    """The quoted name of the column of a type."""
    return '"' + kind.replace('"', '""') + '"'


def row(values: Mapping[str, tuple[str, str]]) -> str:
    """A table with a column of each type, named after it, and the first of its values."""
    columns = ", ".join(f"{column(name)} {name}" for name in values)
    first = ", ".join(f"'{value}'" for value, _ in values.values())
    return f"""
        {TYPES};;
        CREATE TABLE kept (id int PRIMARY KEY, {columns});;
        INSERT INTO kept VALUES (1, {first})
    """


def second(values: Mapping[str, tuple[str, str]]) -> str:
    """Gives every column its second value."""
    return "UPDATE kept SET " + ", ".join(f"{column(n)} = '{v}'" for n, (_, v) in values.items())


def first(values: Mapping[str, tuple[str, str]]) -> str:
    """Gives every column its first value."""
    return second({name: (value, value) for name, (value, _) in values.items()})


def verdicts(found: Mapping[str, Alteration], values: Mapping[str, object]) -> set[Verdict]:
    """Of the columns named after these types."""
    return {found[f"kept.{name}"].verdict for name in values}


def test_untouched_values_are_identical(new_data: Data) -> None:
    found = new_data.after("UPDATE people SET name = name", given=PEOPLE)
    assert {each.verdict for each in found.values()} == {Verdict.IDENTICAL}


def test_values_swapped_between_rows_are_seen(new_data: Data) -> None:
    swap = "UPDATE people SET name = CASE id WHEN 1 THEN 'Bo' ELSE 'Ada' END WHERE id < 3"
    found = new_data.after(swap, given=PEOPLE)
    assert found["people.name"].change is Change.CHANGED
    assert found["people.city"].verdict is Verdict.IDENTICAL


def test_the_same_change_of_a_duplicated_pair_is_seen(data: Data) -> None:
    found = data.after("UPDATE people SET city = 'Rome' WHERE city = 'Bern'", given=PEOPLE)
    assert found["people.city"].verdict is Verdict.SILENT_MUTATION


def test_null_is_not_empty(new_data: Data) -> None:
    found = new_data.after("UPDATE people SET city = '' WHERE city IS NULL", given=PEOPLE)
    assert found["people.city"].verdict is Verdict.SILENT_MUTATION


def test_what_types_call_equal_is_seen_exactly_alone(data: Data) -> None:
    typed = data.after(second(TRAPS), given=row(TRAPS))
    exact = data.after(second(TRAPS), given=first(TRAPS), exact=True)
    assert verdicts(typed, TRAPS) == {Verdict.IDENTICAL}
    assert verdicts(exact, TRAPS) == {Verdict.SILENT_MUTATION}


def test_values_of_any_type_are_told_apart(data: Data) -> None:
    typed = data.after(second(VALUES), given=row(VALUES))
    exact = data.after(second(VALUES), given=first(VALUES), exact=True)
    assert verdicts(typed, VALUES) == {Verdict.SILENT_MUTATION}
    assert verdicts(exact, VALUES) == {Verdict.SILENT_MUTATION}


def test_xml_is_read_as_text(data15: Data) -> None:
    xml = {"xml": ("<a/>", "<b/>")}
    found = data15.after(second(xml), given=row(xml))
    assert verdicts(found, xml) == {Verdict.SILENT_MUTATION}


def test_citext_and_its_like_are_hashed_as_their_extension_does(data15: Data) -> None:
    given = """
        CREATE EXTENSION citext;; CREATE EXTENSION hstore;;
        CREATE TABLE kept (id int PRIMARY KEY, v citext, h hstore);;
        INSERT INTO kept VALUES (1, 'a', 'a=>1')
    """
    change = "UPDATE kept SET v = 'A'"
    typed = data15.after(change, given=given)
    exact = data15.after(change, given="UPDATE kept SET v = 'a'", exact=True)
    assert [each.verdict for each in typed.values()] == [Verdict.IDENTICAL] * 3
    assert exact["kept.v"].verdict is Verdict.SILENT_MUTATION
