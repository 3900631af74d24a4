"""Statistics become weights, slots and pools that have the same spread."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from migration_safety.core.volume.likeness.statistics import ColumnStatistics
from migration_safety.rows.spread.histogram import days, numbers
from migration_safety.rows.spread.selection import selected
from migration_safety.rows.spread.slots import slots
from migration_safety.rows.spread.weights import weights_from_statistics
from migration_safety.rows.spread.widths import stored_width, tilted
from migration_safety.rows.spread.zipf import continued, fitted_exponent, harmonic

# The machine may be busy with servers.
unhurried = settings(deadline=None)

light = st.floats(0, 1e300, allow_subnormal=False)
weightings = st.lists(light, min_size=1, max_size=60).filter(any)
positive = st.lists(st.floats(0.1, 10), min_size=1, max_size=60)
LANGUAGE = ColumnStatistics(0.1, 4, 3, frequencies=(0.5, 0.2), values=("en", "es"))


@unhurried
@given(weightings, st.integers(1, 5000))
def test_every_slot_is_taken_in_order_and_always_alike(weights: list[float], size: int) -> None:
    table = slots(weights, size)
    assert len(table) == size
    assert list(table) == sorted(table)
    assert all(weights[item] > 0 for item in set(table))
    assert table == slots(weights, size)


@unhurried
@given(weightings)
@example([8.7e299, 6.5e-24])
def test_whatever_has_a_weight_has_a_slot(weights: list[float]) -> None:
    alive = {item for item, weight in enumerate(weights) if weight > 0}
    assert set(slots(weights)) == alive
    assert set(slots(weights, len(weights))) <= alive


@unhurried
@given(positive)
def test_shares_are_those_of_the_weights_to_less_than_a_slot(weights: list[float]) -> None:
    taken = Counter(slots(weights))
    total = sum(weights)
    apart = (abs(taken[item] - 65_536 * it / total) for item, it in enumerate(weights))
    assert max(apart) <= 1 + 1e-6


@unhurried
@given(weightings, st.integers(1, 5000))
def test_the_heavier_has_no_fewer_slots(weights: list[float], size: int) -> None:
    rising = sorted(weights)
    taken = Counter(slots(rising, size))
    counts = [taken[item] for item in range(len(rising))]
    pairs = list(zip(pairwise(rising), pairwise(counts), strict=True))
    assert all(few <= many + (one == two) for (one, two), (few, many) in pairs)


def test_as_many_items_as_slots_and_one_more() -> None:
    assert list(slots([1.0] * 65_536)) == list(range(65_536))
    with pytest.raises(ValueError, match="65537 items"):
        slots([1.0] * 65_537)


def test_a_rare_item_among_a_common_one_has_its_slot() -> None:
    assert Counter(slots([1e-9, 1.0, 0.0, 1e-30])) == {0: 1, 1: 65_534, 3: 1}


@pytest.mark.parametrize("weights", [[], [0.0], [1.0, -1.0], [float("nan")], [float("inf")]])
def test_weights_that_are_none_are_refused(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="weight"):
        slots(weights)


@unhurried
@given(st.integers(1, 3000), st.floats(0, 4))
def test_a_harmonic_number_is_the_sum_of_the_weights(count: int, exponent: float) -> None:
    weights = (rank**-exponent for rank in range(1, count + 1))
    assert harmonic(count, exponent) == pytest.approx(sum(weights), rel=1e-6)


@unhurried
@given(st.floats(0, 3), st.integers(10, 10**8), st.integers(3, 100))
def test_the_exponent_of_a_law_is_found_from_its_most_common_values(
    exponent: float, distinct: int, known: int
) -> None:
    whole = harmonic(distinct, exponent)
    shares = [rank**-exponent / whole for rank in range(1, min(known, distinct) + 1)]
    assert fitted_exponent(shares, distinct) == pytest.approx(exponent, abs=0.01)


@pytest.mark.parametrize(
    ("shares", "distinct"), [([], 1000), ([0.25] * 4, 4), ([1.0], 1), ([0.5, 0.5], 0)]
)
def test_without_skew_the_exponent_is_nothing(shares: list[float], distinct: int) -> None:
    assert fitted_exponent(shares, distinct) == pytest.approx(0, abs=1e-4)


@unhurried
@given(st.lists(st.floats(0.001, 0.05), max_size=15), st.integers(20, 5000))
def test_a_known_head_is_kept_and_the_law_goes_on(shares: list[float], count: int) -> None:
    weights = continued(shares, count)
    assert list(weights[: len(shares)]) == shares
    assert len(weights) == count
    assert sum(weights) == pytest.approx(1)
    assert all(more >= less for more, less in pairwise(weights[len(shares) :]))


def test_a_head_that_is_all_has_no_tail() -> None:
    assert list(continued([0.5, 0.3, 0.2], 2)) == [0.5, 0.3]
    assert list(continued([0.6, 0.4], 3)) == [0.6, 0.4, 0.0]


def test_values_that_production_lacks_are_not_taken_for_an_error_of_rounding() -> None:
    rounded = ColumnStatistics(0.1667, 2, 3, frequencies=(0.5, 0.3332), values=("en", "es"))
    assert weights_from_statistics(["cy", "en"], rounded) == (0.0, 0.5)


def test_named_values_take_their_frequencies_and_the_rest_shares_the_rest() -> None:
    offered = ["es", "en", "cy", None, "es", "pl"]
    assert weights_from_statistics(offered, LANGUAGE) == pytest.approx(
        (0.1, 0.5, 0.1, 0.1, 0.1, 0.1)
    )


def test_without_names_the_first_are_the_most_common() -> None:
    nameless = ColumnStatistics(0, 9, 3, frequencies=(0.5, 0.2))
    offered = ["Ann", "Bob", "Ann", "Cid", "Dan"]
    assert weights_from_statistics(offered, nameless) == pytest.approx(
        (0.25, 0.2, 0.25, 0.15, 0.15)
    )


@pytest.mark.parametrize(
    ("offered", "values"),
    [
        ((1234, Decimal("56.7"), 9), (1200, 57)),
        ((True, False), (False, True)),
        ((1.0, 2), (2, 1)),
        ((date(2024, 3, 17), "x"), ("x", "2024-03-17")),
    ],
)
def test_values_are_known_again(
    offered: tuple[object, ...], values: tuple[str | int | bool, ...]
) -> None:
    statistics = ColumnStatistics(0, 2, 4, frequencies=(0.75, 0.25), values=values)
    weights = weights_from_statistics(offered, statistics)
    assert sorted(weights, reverse=True)[:2] == [0.75, 0.25]


def test_prototypes_that_offer_nothing_known_are_all_alike() -> None:
    full = ColumnStatistics(0, 2, 3, frequencies=(0.7, 0.3), values=("en", "es"))
    assert weights_from_statistics(["cy", ["pl"]], full) == (1.0, 1.0)


@unhurried
@given(st.data(), st.lists(st.integers(0, 3000), min_size=2, max_size=50), st.floats(0.2, 0.8))
def test_a_mean_within_the_widths_is_reached(
    data: st.DataObject, widths: list[int], part: float
) -> None:
    count = len(widths)
    weights = data.draw(st.lists(st.floats(0.5, 2), min_size=count, max_size=count))
    target = min(widths) + part * (max(widths) - min(widths))
    tilt = tilted(weights, widths, target)
    assert tilt.reached
    assert tilt.mean == pytest.approx(target, rel=0.005, abs=1e-6)
    assert all(weight > 0 for weight in tilt.weights)


@unhurried
@given(st.lists(st.integers(0, 300), min_size=2, max_size=20), st.floats(0, 300), st.floats(0, 300))
def test_a_greater_target_gives_no_smaller_mean(widths: list[int], a: float, b: float) -> None:
    low, high = (tilted([1.0] * len(widths), widths, each).mean for each in sorted((a, b)))
    assert low <= high + 1e-6


@pytest.mark.parametrize(("target", "mean"), [(1000, 40), (1, 10)])
def test_a_mean_beyond_the_widths_is_said_not_to_be_reached(target: int, mean: int) -> None:
    tilt = tilted([1.0, 2.0, 1.0], [10, 20, 40], target)
    assert not tilt.reached
    assert tilt.mean == pytest.approx(mean, abs=0.01)


def test_a_weight_of_nothing_stays_nothing() -> None:
    tilt = tilted([1.0, 0.0, 1.0], [10, 5000, 20], 18)
    assert tilt.weights[1] == 0
    assert tilt.reached
    with pytest.raises(ValueError, match="weight"):
        tilted([0.0], [1], 1)


@unhurried
@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=40), st.integers(30, 150))
def test_texts_are_selected_once_each_to_a_mean(weights: list[float], target: int) -> None:
    widths = [at % 181 for at in range(2000)]
    selection = selected(weights, widths, target)
    assert len(set(selection.items)) == len(weights)
    mean = sum(w * widths[it] for w, it in zip(weights, selection.items, strict=True))
    assert selection.mean == pytest.approx(mean / sum(weights))
    assert selection.mean == pytest.approx(target, rel=0.1)


def test_a_selection_says_what_it_cannot_reach() -> None:
    beyond = selected([1.0, 1.0], [10, 20, 30], 50)
    assert set(beyond.items) == {1, 2}
    assert (beyond.mean, beyond.reached) == (25, False)
    assert selected([1.0, 1.0], [10, 20, 30, 20], 20).reached
    with pytest.raises(ValueError, match="2 weights for 1 texts"):
        selected([1.0, 1.0], [1], 1)


@pytest.mark.parametrize(("text", "width"), [("", 1), ("abc", 4), ("é", 3), ("x" * 127, 131)])
def test_a_text_is_as_wide_as_postgresql_stores_it(text: str, width: int) -> None:
    assert stored_width(text) == width


@unhurried
@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=99).map(sorted), st.integers(1, 500))
def test_numbers_of_a_histogram_rise_within_it(bounds: list[float], count: int) -> None:
    found = numbers(bounds, count)
    assert len(found) == count
    assert all(low <= high + 1e-6 for low, high in pairwise(found))
    assert bounds[0] - 1e-6 <= found[0] <= found[-1] <= bounds[-1] + 1e-6


def test_equally_many_numbers_lie_between_any_two_bounds() -> None:
    found = numbers([0, 1, 100, 10_000], 300)
    assert [sum(low <= each < high for each in found) for low, high in ((0, 1), (1, 100))] == [
        100,
        100,
    ]
    assert numbers([], 5) == ()


def test_days_lie_in_the_months_of_a_histogram() -> None:
    found = days(["1950-01", "1960-06", "1960-06", "2000-02"], 90)
    assert found == tuple(sorted(found))
    assert found[0].year == 1950
    assert found[-1] <= date(2000, 2, 29)
    assert sum(each < date(1960, 6, 30) for each in found) >= 60


@unhurried
@given(st.floats(-1, 1e6), st.floats(0, 1), st.integers(0, 10**9))
def test_distinct_values_are_never_more_than_rows_that_are_filled(
    distinct: float, nulls: float, rows: int
) -> None:
    found = ColumnStatistics(nulls, distinct or None).distinct_count(rows)
    assert found is None or 0 <= found <= round(rows * (1 - nulls))


@pytest.mark.parametrize(
    ("distinct", "count"), [(30, 30), (-1, 900), (-0.5, 500), (-1e-9, 1), (None, None)]
)
def test_distinct_values_are_counted_as_pg_stats_counts(
    distinct: float | None, count: int | None
) -> None:
    assert ColumnStatistics(0.1, distinct).distinct_count(1000) == count


def test_shares_are_those_of_rows_that_are_filled() -> None:
    assert ColumnStatistics(0.5, 2, frequencies=(0.25, 0.125)).shares == (0.5, 0.25)
    assert ColumnStatistics(1.0, 2, frequencies=()).shares == ()
