"""What a migration would cost on larger tables, from what it cost on small ones."""

from __future__ import annotations

from typing import Any

import pytest

from migration_safety.core.effect import Blocks
from migration_safety.core.price.size import Size, Sizes
from migration_safety.core.trial.costs.cost import Cost, Extent, Lock, Rewrite, Spent
from migration_safety.core.trial.costs.forecast import Forecast, forecast
from migration_safety.core.trial.costs.growth import BYTES, TIMES
from migration_safety.core.trial.leg import Direction

PRODUCTION = Sizes(
    {"item": Size(1_000_000, 100_000_000, 20_000_000), "tag": Size(50, 8192), "empty": Size(0, 0)},
    "stats.json",
)
EXTENTS = (
    Extent("item", Size(10_000, 1_000_000, 200_000)),
    Extent("tag", Size(10, 8192)),
    Extent("thing", Size(10_000, 1_000_000), ("item",)),
    Extent("empty", Size(5000, 400_000)),
    Extent("wide", Size(10_000, 4_000_000), ("item",)),
)
EXCLUSIVE = Lock("item", "ACCESS EXCLUSIVE", Blocks.EVERYTHING, held=2.5)


def spent(*, order: int = 0, transaction: int = 0, **has: Any) -> Spent:
    """A statement that took a second, unless it says otherwise."""
    has = {"seconds": 1.0, "sql": "ALTER TABLE item", **has}
    return Spent("shop", "0002", Direction.BACKWARD, 0, order=order, transaction=transaction, **has)


def foretold(*statements: Spent, seconds: float | None = None, **has: Any) -> Forecast:
    """What these come to in production."""
    whole = sum(each.seconds for each in statements) if seconds is None else seconds
    cost = Cost("shop", "0002", Direction.BACKWARD, whole, statements, EXTENTS, **has)
    return forecast(cost, PRODUCTION)


def range_of(found: Forecast) -> tuple[float, float]:
    """Of its seconds."""
    assert found.seconds
    return found.seconds.low, found.seconds.high


def test_a_statement_on_rows_takes_as_many_times_as_long_as_there_are_rows() -> None:
    low, high = range_of(foretold(spent(scans=("item",))))
    assert low == pytest.approx(100 / TIMES)
    assert 100 * TIMES < high < 200 * TIMES


def test_a_statement_without_rows_takes_what_it_took() -> None:
    assert range_of(foretold(spent())) == (1.0, 1.0)


def test_what_a_statement_takes_to_start_does_not_grow() -> None:
    idle, working = spent(seconds=0.5), spent(order=1, scans=("item",))
    assert range_of(foretold(idle, working))[0] == pytest.approx(0.5 + 0.5 + 0.5 * 100 / TIMES)


def test_truncating_takes_as_long_for_many_rows() -> None:
    assert range_of(foretold(spent(rewrites=(Rewrite("item", "TRUNCATE"),)))) == (1.0, 1.0)


def test_narrower_rows_widen_the_range_to_below() -> None:
    low, high = range_of(foretold(spent(scans=("wide",))))
    assert low == pytest.approx(25 / TIMES)
    assert high > 100 * TIMES


def test_a_renamed_table_is_known_by_its_other_name() -> None:
    assert range_of(foretold(spent(scans=("thing",))))[0] == pytest.approx(100 / TIMES)


def test_an_emptier_table_takes_less() -> None:
    low, high = range_of(foretold(spent(scans=("empty",))))
    assert (low, high) == (0.0, 0.0)


def test_waiting_is_no_part_of_it() -> None:
    assert range_of(foretold(spent(seconds=3.0, waited=2.0))) == (1.0, 1.0)


def test_a_table_that_production_does_not_tell_of_is_unknown() -> None:
    found = foretold(spent(scans=("log",)))
    assert (found.seconds, found.wal) == (None, None)
    assert found.unknown == ("how many rows log has is not known of the sandbox",)


def test_too_few_rows_tell_nothing_of_a_long_statement() -> None:
    found = foretold(spent(scans=("tag",)))
    assert found.seconds is None
    assert found.unknown == ("tag: 10 rows on the sandbox are too few to tell from",)


def test_too_few_rows_do_not_matter_to_a_short_one() -> None:
    low, high = range_of(foretold(spent(seconds=0.001, writes=(("tag", 1),))))
    assert low == pytest.approx(0.001 / TIMES)
    assert high < 0.1


def test_python_between_the_queries_of_a_loop_grows_with_them() -> None:
    loop = spent(runs=10_000, writes=(("item", 10_000),))
    assert range_of(foretold(loop, seconds=3.0))[0] == pytest.approx(300 / TIMES)


def test_a_lock_is_held_from_its_statement_to_the_end_of_the_transaction() -> None:
    early = spent(seconds=0.5, locks=(EXCLUSIVE,))
    late = spent(order=1, seconds=2.0, writes=(("item", 10_000),))
    other = spent(order=2, transaction=1, scans=("item",))
    found = foretold(early, late, other).longest
    assert found
    assert found.estimate
    assert found.lock == EXCLUSIVE
    assert found.estimate.low == pytest.approx(0.5 + 0.5 + 1.5 * 100 / TIMES)


def test_a_lock_that_keeps_nobody_waiting_is_not_told() -> None:
    lock = Lock("item", "ROW EXCLUSIVE", Blocks.NOTHING, held=1.0)
    assert foretold(spent(locks=(lock,))).held == ()


def test_the_log_grows_with_the_rows_and_by_whole_pages() -> None:
    update = spent(writes=(("item", 100),), wal_bytes=10_000)
    plain, whole = foretold(update), foretold(update, full_pages=False)
    assert plain.wal
    assert whole.wal
    assert plain.wal.low == whole.wal.low == pytest.approx(1_000_000 / BYTES)
    assert plain.wal.high < whole.wal.high <= plain.wal.high + 120_000_000
    assert plain.wal.words.startswith("909 kB to ")
