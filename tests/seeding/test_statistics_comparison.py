"""Wanted and got statistics are held against each other, the worst first."""

from __future__ import annotations

from random import Random

import pytest

from migration_safety.core.volume.likeness.comparison import COLUMNS, Difference, compare, rows
from migration_safety.core.volume.likeness.distance import chance_distance, distance_of
from migration_safety.core.volume.likeness.statistics import (
    ColumnStatistics,
    Statistics,
    TableStatistics,
)

LANGUAGE = ColumnStatistics(0.1, 2, 3, frequencies=(0.6, 0.3), values=("en", "es"))
NOTE = ColumnStatistics(0.0, -0.5, 200, frequencies=(0.2, 0.1))


def measured(count: int | None = 1000, **columns: ColumnStatistics) -> Statistics:
    return Statistics({"person": TableStatistics(count, columns=columns)})


def by_measure(differences: tuple[Difference, ...]) -> dict[str, Difference]:
    return {each.measure: each for each in differences}


def test_equal_statistics_are_close_in_every_measure() -> None:
    given = measured(language=LANGUAGE, note=NOTE)
    found = compare(given, given)
    assert len(found) == 9
    assert {each.apart for each in found} == {0.0}
    assert all(each.close for each in found)


@pytest.mark.parametrize(
    ("measure", "got", "apart"),
    [
        ("NULLs", ColumnStatistics(0.4, 2, 3, frequencies=(0.6, 0.3)), 0.3),
        ("distinct", ColumnStatistics(0.1, 8, 3, frequencies=(0.6, 0.3)), 3.0),
        ("average width", ColumnStatistics(0.1, 2, 6, frequencies=(0.6, 0.3)), 1.0),
        ("skew", ColumnStatistics(0.1, 2, 3, frequencies=(0.4, 0.1)), 0.2),
        ("skew", ColumnStatistics(0.1, 2, 3), 0.45),
        ("skew", ColumnStatistics(0.1, 2, 3, None, (0.6, 0.3), ("es", "en")), 0.3),
    ],
)
def test_each_measure_says_how_far_it_is(measure: str, got: ColumnStatistics, apart: float) -> None:
    found = by_measure(compare(measured(language=LANGUAGE), measured(language=got)))
    assert found[measure].apart == pytest.approx(apart)
    assert not found[measure].close


@pytest.mark.parametrize("shares", [(0.53, 0.47), (0.25,) * 4, (0.04,) * 25, (0.7, 0.2, 0.1)])
@pytest.mark.parametrize("rows", [100, 1000])
def test_rows_drawn_by_the_very_shares_are_close_and_not_by_far(
    shares: tuple[float, ...], rows: int
) -> None:
    wanted = ColumnStatistics(0, len(shares), frequencies=shares, values=tuple(range(len(shares))))
    chance = chance_distance(shares, rows, spread=4)
    found = [distance_of(wanted, drawn(shares, rows, seed)) for seed in range(100)]
    assert max(found) < chance
    assert chance < 5 * sum(found) / len(found)


def drawn(shares: tuple[float, ...], rows: int, seed: int) -> ColumnStatistics:
    """What is counted of so many rows."""
    values = Random(seed).choices(range(len(shares)), shares, k=rows)
    found = {value: values.count(value) / rows for value in set(values)}
    return ColumnStatistics(0, len(found), None, None, tuple(found.values()), tuple(found))


def test_the_fewer_rows_the_less_is_said_of_widths() -> None:
    wanted, got = ColumnStatistics(0, 40, 20), ColumnStatistics(0, 40, 16)
    few = by_measure(compare(measured(50, title=wanted), measured(50, title=got)))
    many = by_measure(compare(measured(1000, title=wanted), measured(1000, title=got)))
    assert few["average width"].close
    assert not many["average width"].close


def test_rows_are_those_of_the_scale() -> None:
    (found,) = compare(measured(1000), measured(9000), scale=10)
    assert found.row == ("person", "", "rows", "10,000", "9,000", "10.0%")


def test_distinct_values_in_shares_grow_with_the_rows() -> None:
    found = by_measure(compare(measured(note=NOTE), measured(10_000, note=NOTE), scale=10))
    assert found["distinct"].wanted == found["distinct"].got == "5,000"


def test_what_was_not_got_is_unknown_and_not_close() -> None:
    lacking = by_measure(compare(measured(note=NOTE), measured(note=ColumnStatistics())))
    (absent,) = compare(measured(note=NOTE), Statistics())
    assert lacking["distinct"].row[-2:] == ("unknown", "unknown")
    assert not absent.close


def test_a_table_of_unknown_size_is_not_compared() -> None:
    assert compare(measured(None, note=NOTE), measured(note=NOTE)) == ()


def test_what_is_far_comes_first() -> None:
    far = ColumnStatistics(0.1, 2, 9, frequencies=(0.6, 0.3))
    found = rows(compare(measured(language=LANGUAGE), measured(language=far)))
    assert found[0] == ("person", "language", "average width", "3", "9", "200.0%")
    assert {len(row) for row in found} == {len(COLUMNS)}
