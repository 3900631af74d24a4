"""Weights of whole rows that meet what is wanted of each column; how many values are seen."""

from __future__ import annotations

from itertools import pairwise
from math import expm1

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration_safety.rows.sources.referring.keys import CELLS, quantiles
from migration_safety.rows.spread.levelling import levelled
from migration_safety.rows.spread.parted import fitted_within
from migration_safety.rows.spread.raking import MeanWidth, Shares, raked, within_reach
from migration_safety.rows.spread.seen import needed, seen
from migration_safety.rows.spread.zipf import harmonic

GENDERS = ("f", "f", "m", "m")
LANGUAGES = ("en", "cy", "en", "cy")


def share(weights: tuple[float, ...], keys: tuple[str, ...], key: str) -> float:
    """Of the rows with that key."""
    found = sum(weight for weight, each in zip(weights, keys, strict=True) if each == key)
    return found / sum(weights)


@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_both_columns_have_the_shares_that_are_wanted(first: float, second: float) -> None:
    weights = raked(
        (5.0, 1.0, 1.0, 3.0),
        [
            Shares(GENDERS, {"f": first, "m": 1 - first}),
            Shares(LANGUAGES, {"en": second, "cy": 1 - second}),
        ],
    )
    assert share(weights, GENDERS, "f") == pytest.approx(first, abs=0.01)
    assert share(weights, LANGUAGES, "en") == pytest.approx(second, abs=0.01)


def test_what_is_not_wanted_weighs_nothing() -> None:
    assert raked((1.0, 1.0, 2.0), [Shares(("a", "b", "c"), {"a": 0.2, "c": 0.8})]) == (
        pytest.approx((0.2, 0.0, 0.8))
    )


def test_the_share_of_a_key_that_nobody_has_falls_to_the_others() -> None:
    weights = raked((1.0, 1.0), [Shares(("a", "b"), {"a": 0.2, "b": 0.2, "c": 0.6})])
    assert weights == pytest.approx((0.5, 0.5))


def test_rows_none_of_which_is_wanted_stay_as_they_are() -> None:
    assert raked((1.0, 3.0), [Shares(("a", "b"), {"c": 1.0})]) == pytest.approx((0.25, 0.75))


def test_a_mean_width_goes_with_shares() -> None:
    widths: tuple[float | None, ...] = (2, 8, None, None)
    nulls = Shares(("filled", "filled", "null", "null"), {"filled": 0.6, "null": 0.4})
    weights = raked((1.0,) * 4, [MeanWidth(widths, 3), nulls])
    assert sum(weights[:2]) == pytest.approx(0.6)
    assert (2 * weights[0] + 8 * weights[1]) / 0.6 == pytest.approx(3, abs=0.05)


@pytest.mark.parametrize(("target", "mean"), [(1, 1.5), (100, 35), (20, 20)])
def test_a_width_out_of_reach_is_approached_with_half_of_the_texts(
    target: float, mean: float
) -> None:
    assert within_reach([1, 2, 30, 40], target) == mean


def test_as_many_values_are_drawn_from_as_are_needed_to_see_some() -> None:
    def all_alike(count: int) -> float:
        return seen([1 / count] * count, 1000)

    count = needed(700, 10_000, all_alike)
    assert count > 700
    assert all_alike(count) == pytest.approx(700, abs=1)
    assert -count * expm1(-1000 / count) == pytest.approx(700, abs=1)


def test_no_more_values_are_drawn_from_than_there_are() -> None:
    assert needed(700, 800, lambda count: count / 2) == 800


@given(
    st.lists(st.floats(0.01, 10), min_size=1, max_size=30), st.floats(0.1, 1), st.floats(0.001, 1)
)
def test_no_level_is_above_the_most_unless_all_are(
    weights: list[float], whole: float, most: float
) -> None:
    found = levelled(dict(enumerate(weights)), whole, most)
    assert sum(found.values()) == pytest.approx(whole)
    assert max(found.values()) <= max(most, whole / len(weights)) * 1.000001


def test_levels_keep_the_proportions_below_the_most() -> None:
    assert levelled({"a": 8.0, "b": 2.0, "c": 1.0}, 0.9, 0.6) == pytest.approx(
        {"a": 0.6, "b": 0.2, "c": 0.1}
    )


def test_the_known_head_of_many_parents_is_drawn_as_it_is_known() -> None:
    edges = quantiles(100_000, 0.5, (0.25, 0.125))
    assert edges.count(0) == CELLS // 4
    assert edges.count(1) == CELLS // 8
    assert edges[-1] == 100_000
    assert all(before <= after for before, after in pairwise(edges))


@pytest.mark.parametrize("exponent", [0.0, 0.5, 1.2])
def test_the_skew_within_parts_is_found_again(exponent: float) -> None:
    rows, items = (6000, 3000, 1000), (200, 100, 50)
    shares = sorted(
        (
            count / 10_000 * rank**-exponent / harmonic(size, exponent)
            for count, size in zip(rows, items, strict=True)
            for rank in range(1, size + 1)
        ),
        reverse=True,
    )
    assert fitted_within(shares[:100], rows, items) == pytest.approx(exponent, abs=0.05)
