"""A table that is filled from statistics alone has the same statistics."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from migration_safety.core.volume.likeness.column import Column, Kind
from migration_safety.core.volume.likeness.comparison import compare
from migration_safety.core.volume.likeness.statistics import ColumnStatistics
from migration_safety.databases.postgresql.statistics.read import read_statistics
from migration_safety.reading.statistics.dump import dumps
from migration_safety.reading.statistics.load import loads
from migration_safety.rows.spread.histogram import numbers
from migration_safety.rows.spread.selection import selected
from migration_safety.rows.spread.slots import slots
from migration_safety.rows.spread.weights import weights_from_statistics
from migration_safety.rows.spread.widths import stored_width
from migration_safety.rows.spread.zipf import continued

TABLE = """
    CREATE TABLE visit (
        language text, note text, score integer, person_id integer, done boolean)
"""
PRODUCTION = """
    INSERT INTO visit
    SELECT (ARRAY['en', 'en', 'en', 'es', 'es', NULL])[1 + i % 6],
           repeat('x', 20 + i % 60), (i * i) % 9973, 500 * (i * 0.6180339 % 1) ^ 3, i % 5 = 0
    FROM generate_series(1, 20000) AS i
"""
KINDS = {
    "language": Kind.CHOICE,
    "note": Kind.TEXT,
    "score": Kind.NUMBER,
    "person_id": Kind.REFERENCE,
    "done": Kind.BOOLEAN,
}
COLUMNS = [
    Column(f"visits.Visit.{name}", "visit", name, kind, ("en", "es", "cy"))
    for name, kind in KINDS.items()
]
SCALE = 2


@dataclass(frozen=True)
class Drawn:
    """Values of row after row, drawn by weight; columns differ in their stride."""

    offered: Sequence[object]
    weights: Sequence[float]
    stride: int

    def rows(self, count: int) -> Iterator[object]:
        table = slots(self.weights)
        return (self.offered[table[row * self.stride % 65_536]] for row in range(count))


def languages(given: ColumnStatistics) -> Drawn:
    offered = ("cy", "es", "en", None)
    return Drawn(offered, weights_from_statistics(offered, given), 40_503)


def notes(given: ColumnStatistics) -> Drawn:
    offered = ["y" * (length // 3) for length in range(1, 600)]
    weights = continued(given.shares, given.distinct_count(40_000) or 0)
    selection = selected(
        weights, [stored_width(text) for text in offered], given.average_width or 0
    )
    texts = [f"{item:03}{offered[item]}"[: len(offered[item])] for item in selection.items]
    return Drawn(texts, weights, 25_173)


def scores(given: ColumnStatistics) -> Drawn:
    count = given.distinct_count(40_000) or 0
    bounds = [bound for bound in given.bounds if not isinstance(bound, str)]
    return Drawn([round(each) for each in numbers(bounds, count)], [1.0] * count, 13_849)


def persons(given: ColumnStatistics) -> Drawn:
    count = given.distinct_count(40_000) or 0
    return Drawn(range(count), continued(given.shares, count), 30_011)


def done(given: ColumnStatistics) -> Drawn:
    return Drawn((True, False), weights_from_statistics((True, False), given), 50_021)


MADE: dict[str, Callable[[ColumnStatistics], Drawn]] = {
    "language": languages,
    "note": notes,
    "score": scores,
    "person_id": persons,
    "done": done,
}


def fill(connection: psycopg.Connection[Any], rows: Iterable[Sequence[object]]) -> None:
    with connection.cursor() as cursor, cursor.copy("COPY visit FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


@pytest.fixture
def visits(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(TABLE)
        connection.execute(PRODUCTION)
        connection.execute("ANALYZE visit")
        yield connection


def test_rows_made_from_a_file_are_spread_as_in_production(
    visits: psycopg.Connection[Any],
) -> None:
    wanted = loads(dumps(read_statistics(visits, COLUMNS)))
    columns = wanted.tables["visit"].columns
    visits.execute("TRUNCATE visit")
    fill(
        visits, zip(*(make(columns[name]).rows(40_000) for name, make in MADE.items()), strict=True)
    )
    visits.execute("ANALYZE visit")
    differences = compare(wanted, read_statistics(visits, COLUMNS), scale=SCALE)
    assert [each.row for each in differences if not each.close] == []
    assert len(differences) >= 16
