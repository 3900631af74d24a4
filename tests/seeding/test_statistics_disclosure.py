"""Whatever a column holds, what is told of it stands for many rows."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migration_safety.core.volume.likeness.column import Column, Kind
from migration_safety.core.volume.likeness.rounding import month, two_digits
from migration_safety.databases.postgresql.statistics.disclosure import disclosed
from migration_safety.databases.postgresql.statistics.observed import Observed

# The machine may be busy with servers.
unhurried = settings(deadline=None)

SILENT = (Kind.KEY, Kind.REFERENCE, Kind.TEXT, Kind.DATE)


def column(kind: Kind, *choices: str) -> Column:
    return Column("a.B.c", "a_b", "c", kind, choices)


def common(*pairs: tuple[str, float]) -> Observed:
    values, shares = zip(*pairs, strict=True)
    return Observed(0.0, 5, 4, 0.123, shares, values)


@unhurried
@given(st.sampled_from(SILENT), st.lists(st.text(min_size=1), min_size=1, max_size=9, unique=True))
def test_no_value_of_a_silent_kind_is_ever_told(kind: Kind, values: list[str]) -> None:
    observed = common(*((value, 1 / len(values)) for value in values))
    told = disclosed(column(kind), observed, 10**6)
    assert told.values == ()
    assert told.left_out.startswith(f"values: {kind}")


@unhurried
@given(st.lists(st.floats(0, 0.1), min_size=1, max_size=9), st.integers(0, 3000))
def test_no_frequency_stands_for_few_rows(shares: list[float], rows: int) -> None:
    observed = common(*((str(at), share) for at, share in enumerate(shares)))
    told = disclosed(column(Kind.NUMBER), observed, rows)
    assert all(share * rows >= 19.9 for share in told.frequencies)
    assert len(told.frequencies) == sum(share * rows >= 20 for share in shares) * (rows >= 20)


@unhurried
@given(st.integers(2, 500), st.integers(0, 20_000))
def test_enough_rows_lie_between_any_two_bounds_and_beyond_the_ends(parts: int, rows: int) -> None:
    texts = tuple(str(1 + at * 1e-9) for at in range(parts + 1))
    exact = Observed(0.0, -1, 4, bounds=texts)
    told = disclosed(column(Kind.NUMBER), exact, rows).bounds
    assert len(told) <= 100
    assert not told or rows / (len(told) + 1) >= 20


def test_what_is_told_to_nobody_has_the_frequencies_of_few_rows() -> None:
    observed = common(("on", 0.5), ("off", 0.019))
    told = disclosed(column(Kind.CHOICE, "on", "off"), observed, 1000, fewest=1)
    assert told.frequencies == (0.5, 0.019)


def test_bounds_are_coarse_rise_and_lack_their_ends() -> None:
    texts = tuple(str(1003 + at * 777) for at in range(11))
    told = disclosed(column(Kind.NUMBER), Observed(0, -1, 4, bounds=texts), 10_000)
    assert told.bounds == (1800, 2600, 3300, 4100, 4900, 5700, 6400, 7200, 8000)
    assert all(low <= high for low, high in pairwise(told.bounds))  # type: ignore[operator]


@pytest.mark.parametrize("kind", [Kind.KEY, Kind.REFERENCE, Kind.TEXT, Kind.CHOICE])
def test_other_kinds_have_no_bounds(kind: Kind) -> None:
    observed = Observed(0, -1, 4, bounds=("1", "2", "3", "4"))
    assert disclosed(column(kind), observed, 10_000).bounds == ()


def test_numbers_that_are_alike_when_coarse_are_one() -> None:
    observed = common(("1234", 0.2), ("77", 0.25), ("1201", 0.2), ("NaN", 0.1))
    told = disclosed(column(Kind.NUMBER), observed, 1000)
    assert told.values == (1200, 77, None)
    assert told.frequencies == (0.4, 0.25, 0.1)
    assert told.left_out == "values: 1 that are no number"


def test_choices_are_told_and_strays_are_not() -> None:
    observed = common(("on", 0.5), ("Ann Smith", 0.3), ("off", 0.001))
    told = disclosed(column(Kind.CHOICE, "on", "off"), observed, 1000)
    assert told.values == ("on", None)
    assert told.frequencies == (0.5, 0.3)
    assert "frequencies: 1 of fewer than 20 rows" in told.left_out


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.CHOICE])
def test_what_is_allowed_is_told_as_it_is_but_never_of_few(kind: Kind) -> None:
    observed = common(("de", 0.5), ("Ann Smith", 0.001))
    assert disclosed(column(kind), observed, 1000, allowed=True).values == ("de",)


def test_allowed_numbers_are_exact() -> None:
    observed = common(("1234", 0.2), ("12.375", 0.1))
    told = disclosed(column(Kind.NUMBER), observed, 1000, allowed=True)
    assert told.values == (1234, 12.375)


@pytest.mark.parametrize(
    ("rows", "nulls", "known"), [(19, 0.0, None), (1000, 0.99, 0.99), (1000, 0.9, 0.9)]
)
def test_few_rows_or_few_that_are_filled(rows: int, nulls: float, known: float | None) -> None:
    told = disclosed(column(Kind.TEXT), Observed(nulls, 3, 17), rows)
    assert told.null_fraction == known
    assert (told.average_width == 17) == (known == 0.9)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2024-03-17", "2024-03"),
        ("2024-03-17 11:22:33.5+00", "2024-03"),
        ("infinity", ""),
        ("-infinity", ""),
        ("0044-03-15 BC", ""),
        ("12024-03-17", ""),
    ],
)
def test_dates_are_told_by_month(text: str, told: str) -> None:
    assert month(text) == told


@unhurried
@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-9e15, max_value=9e15)
)
def test_two_digits_are_near_and_coarse(number: Decimal) -> None:
    told = two_digits(number)
    assert abs(told - float(number)) <= 0.05 * abs(float(number)) + 1e-12
    assert len(f"{Decimal(str(told)).normalize():e}".split("e")[0].strip("-").replace(".", "")) < 3
