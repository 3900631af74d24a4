"""A table that flows from blue to green."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from migration_safety.databases.postgresql.publishing.publication import publish
from migration_safety.databases.postgresql.publishing.relations import not_followed
from migration_safety.databases.postgresql.publishing.slot import create_slot
from migration_safety.databases.postgresql.publishing.subscription import subscribe
from tests.plugins.pairs import Pair

SHELVES = """
    CREATE TABLE shelf (id serial PRIMARY KEY, name text NOT NULL);
    CREATE TABLE book (id bigserial PRIMARY KEY, shelf_id int REFERENCES shelf, title text)
"""
ROWS = """
    INSERT INTO shelf (name) SELECT 'shelf ' || i FROM generate_series(1, 20) AS i;
    INSERT INTO book (shelf_id, title)
        SELECT 1 + i % 20, 'title ' || i FROM generate_series(1, 2000) AS i
"""
TABLES = {"public.shelf": ("id", "name"), "public.book": ("id", "shelf_id", "title")}


@dataclass(frozen=True)
class Sides:
    """An open session on each side, and what the stream between them is called."""

    pair: Pair
    blue: psycopg.Connection[Any]
    green: psycopg.Connection[Any]

    @property
    def name(self) -> str:
        return self.pair.name

    def follow(self, **given: Any) -> None:
        """Let green follow blue."""
        publish(self.blue, self.name, TABLES)
        create_slot(self.blue, self.name)
        said = {"publisher": self.pair.blue, "publication": self.name, "slot": self.name}
        subscribe(self.green, self.name, **({**said, "copy": True} | given))

    def ready(self) -> None:
        """Wait until all tables have been copied."""
        until(lambda: not not_followed(self.green, self.name, TABLES))

    def arrived(self) -> None:
        """Wait until green has what blue has now."""
        row = self.blue.execute("INSERT INTO shelf (name) VALUES ('marker') RETURNING id")
        (marker,) = row.fetchone() or (0,)
        until(lambda: count(self.green, f"shelf WHERE id = {marker}") == 1)


def until(seen: Callable[[], bool]) -> None:
    """Wait until it is so."""
    end = time.monotonic() + 30
    while not seen():
        assert time.monotonic() < end, "it has not come true"
        time.sleep(0.01)


def count(connection: psycopg.Connection[Any], rows: str) -> int:
    """How many rows of that table, or that answer to that."""
    row = connection.execute(f"SELECT count(*) FROM {rows}".encode()).fetchone()
    return int(row[0]) if row else 0


@pytest.fixture
def sides(pair: Pair) -> Iterator[Sides]:
    """Blue with rows, green with the same tables, on each version."""
    yield from _sides(pair)


@pytest.fixture
def newest_sides(newest_pair: Pair) -> Iterator[Sides]:
    """The same on the newest version alone."""
    yield from _sides(newest_pair)


def _sides(pair: Pair) -> Iterator[Sides]:
    with closing(pair.connect(pair.blue)) as blue, closing(pair.connect(pair.green)) as green:
        blue.execute(SHELVES.encode())
        green.execute(SHELVES.encode())
        blue.execute(ROWS.encode())
        yield Sides(pair, blue, green)
