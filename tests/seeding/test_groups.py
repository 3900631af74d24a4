"""Columns that travel together, and those that part; how many prototypes they need."""

from __future__ import annotations

from migration_safety.rows.composing.pools.groups import parted, together
from migration_safety.rows.prototyping import lacking

TIES = [frozenset({"starts", "ends"}), frozenset({"elsewhere", "far"})]


def test_bonds_that_share_a_name_make_one_group() -> None:
    bonds = [frozenset({"a", "c"}), frozenset({"c", "d"})]
    assert together("abcd", bonds) == [("a", "c", "d"), ("b",)]


def test_a_column_parts_from_its_group() -> None:
    assert parted(("name", "starts", "ends", "city"), TIES, "city") == [
        ("name", "starts", "ends"),
        ("city",),
    ]


def test_what_a_constraint_ties_parts_together() -> None:
    assert parted(("name", "starts", "city", "ends"), TIES, "ends") == [
        ("name", "city"),
        ("starts", "ends"),
    ]


def test_a_group_that_is_tied_stays_whole() -> None:
    assert parted(("starts", "ends"), TIES, "ends") == [("starts", "ends")]


def test_more_rows_are_built_where_these_have_too_few_values_and_more_had_more() -> None:
    rows = [{"note": f"{at}" if at % 2 else None} for at in range(100)]
    assert lacking(rows, {"note": 80})
    assert not lacking(rows, {"note": 50})


def test_more_rows_of_a_choice_have_no_more_values() -> None:
    rows = [{"kind": at % 3, "tags": [at % 2]} for at in range(100)]
    assert not lacking(rows, {"kind": 9, "tags": 5, "absent": 7})
    assert not lacking([], {"kind": 9})
