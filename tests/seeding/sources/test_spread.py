"""How often each cell of a source comes."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migration_safety.core.volume.cell import NULL
from migration_safety.rows.sources.choice import Mixed
from migration_safety.rows.sources.numbered.listed import Listed
from migration_safety.rows.sources.referring.keys import Keys
from migration_safety.rows.sources.timeline import Timeline
from tests.seeding.sources.listing import FIRST_OF_2026, IDS, POOL, SOURCES, of


@settings(deadline=None)
@given(count=st.integers(1, 20_000), exponent=st.sampled_from([0.0, 0.5, 1.0, 1.7]))
def test_references_stay_within_their_parents(count: int, exponent: float) -> None:
    keys = [int(cell) for cell in of(Keys("key", IDS, count, exponent, first=9), 0, 500)]

    assert min(keys) >= 10
    assert max(keys) <= count + 9


@pytest.mark.parametrize("count", [100, 10_000])
def test_references_follow_zipfs_law(count: int) -> None:
    drawn = Counter(of(Keys("key", IDS, count, exponent=1.0), 0, 100_000))

    shares = [amount / 100_000 for _, amount in drawn.most_common(10)]

    # Of the continuous law: log(2) / log(count + 1), and as much for ranks 2 to 3.
    expected = {100: 0.150, 10_000: 0.0752}[count]
    assert shares[0] == pytest.approx(expected, rel=0.1)
    assert shares[1] + shares[2] == pytest.approx(expected, rel=0.1)


@pytest.mark.parametrize("count", [50, 10_000])
def test_as_many_references_are_missing_as_asked_for(count: int) -> None:
    cells = of(Keys("key", IDS, count, nulls=0.25), 0, 40_000)

    assert cells.count(NULL) / 40_000 == pytest.approx(0.25, abs=0.01)


def test_times_grow_with_the_rows_and_lie_in_office_hours() -> None:
    line = Timeline(("at",), ("moment",), 20_000, FIRST_OF_2026, 365, 3.0)

    days = [cell[:10] for cell in of(line, 0, 20_000)]
    hours = [int(cell[11:13]) for cell in of(line, 0, 20_000)]

    assert days == sorted(days)
    assert sum(8 <= hour < 18 for hour in hours) > 14_000
    assert days[0].startswith(b"2025-01")
    assert days[-1].startswith(b"2025-12")
    # The last month is nearly three times as busy as the first.
    months = Counter(day[:7] for day in days)
    assert 2 < months[b"2025-12"] / months[b"2025-01"] < 3.5


def test_rows_after_the_first_run_come_later() -> None:
    line = Timeline(("at",), ("date",), 1000, FIRST_OF_2026, 365, 3.0)

    later = of(line, 1000, 300)

    assert min(later) >= b"2026-01-01"
    assert all(datetime.fromisoformat(cell.decode()) for cell in later)


def test_a_pool_draws_by_its_weights() -> None:
    drawn = Counter(of(POOL, 0, 50_000))

    assert drawn[b"a"] / 50_000 == pytest.approx(0.5, abs=0.01)
    assert drawn[b"c"] / 50_000 == pytest.approx(0.2, abs=0.01)


def test_a_fraction_of_cells_is_missing() -> None:
    assert of(SOURCES["nullable"], 0, 40_000).count(NULL) / 40_000 == pytest.approx(0.3, abs=0.01)


def test_mixed_rows_are_of_each_source_alike() -> None:
    cells = of(Mixed((Listed("a", (b"x",) * 9000), Listed("a", (b"y",) * 9000))), 0, 9000)

    assert cells.count(b"x") / 9000 == pytest.approx(0.5, abs=0.03)
