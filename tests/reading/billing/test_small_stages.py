"""What stops the way back is searched where it is quick, and holds for the rows that are there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import migrations, models
from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.trial.bills.bill import What
from migration_safety.reading.billing import Stage
from tests.reading.billing.units import Billed, item

SHORT = item(("name", models.CharField(max_length=5)), ("age", models.IntegerField()))
LONGER = migrations.AlterField("item", "name", models.CharField(max_length=20))
# The old schema has no room for more rows beside one of those that were there.
CROWDED = migrations.RunSQL(
    "SELECT 1",
    """DO 'BEGIN
        ASSERT (SELECT count(*) <= 3 OR count(*) FILTER (WHERE id = 2) = 0 FROM shop_item);
    END'""",
)


# There is room for one long name, and the fourth row has it.
ONE_LONG = migrations.RunSQL(
    "UPDATE shop_item SET name = repeat('x', 20) WHERE id = 4",
    """DO 'BEGIN
        ASSERT (SELECT count(*) <= 1 FROM shop_item WHERE length(name) = 20);
        UPDATE shop_item SET name = left(name, 5);
    END'""",
)


class Small:
    """Stages with what a statement makes of them first; `count` of them were asked for."""

    def __init__(self, first: str) -> None:
        self.count = 0
        self._first = first

    @contextmanager
    def __call__(self, stage: Stage) -> Iterator[BaseDatabaseWrapper]:
        self.count += 1
        with stage() as connection:
            with connection.cursor() as cursor:
                cursor.execute(self._first)
            yield connection


def test_it_is_searched_on_the_small_one_and_the_rest_taken_back_from_the_large_one(
    billed: Billed,
) -> None:
    small = Small("DELETE FROM shop_item WHERE id > 3")
    found = billed([SHORT], LONGER, rows=5, small=small)
    assert [each.place for each in found.of(What.BLOCKS)] == ["shop_item.name"]
    # The large one twice: with all new rows, and with those that do not stop it.
    assert found.attempts == small.count + 2


def test_where_rows_that_were_there_take_part_it_is_searched_among_them(billed: Billed) -> None:
    small = Small("TRUNCATE shop_item")
    found = billed([SHORT], CROWDED, small=small, tables=("shop_item",))
    assert {each.table for each in found.of(What.BLOCKS)} == {"shop_item"}
    assert found.attempts > small.count + 2


def test_what_stops_it_only_together_may_do_so_alone_beside_rows_that_were_there(
    billed: Billed,
) -> None:
    small = Small("DELETE FROM shop_item WHERE id = 4")
    found = billed([SHORT], LONGER, ONE_LONG, rows=5, small=small, tables=("shop_item",))
    plain = [each for each in found.of(What.BLOCKS) if each.place == "shop_item.name"]
    assert {scenario for each in plain for scenario in each.scenarios} >= {
        "text of 20 characters",
        "20 characters beyond ASCII",
    }
    assert all(" and " not in scenario for each in plain for scenario in each.scenarios)


def test_a_small_one_that_stops_it_by_itself_is_no_use(billed: Billed) -> None:
    small = Small("DROP TABLE shop_item")
    found = billed([SHORT], LONGER, small=small)
    assert [each.place for each in found.of(What.BLOCKS)] == ["shop_item.name"]
    assert small.count == 1
