"""The marker and the position prove that all has arrived; the way back begins at the fence."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest

from migration_safety.databases.postgresql.publishing.publication import publish
from migration_safety.databases.postgresql.publishing.slot import create_slot, drop_slot
from migration_safety.databases.postgresql.publishing.subscription import (
    disable,
    enable,
    set_commit,
    subscribe,
)
from migration_safety.databases.postgresql.publishing.waiting import wait_until
from migration_safety.databases.postgresql.switching.debt import misfits, unknown_rows
from migration_safety.databases.postgresql.switching.marker import (
    MARKER,
    await_marker,
    make_marker,
    sees_marker,
    write_marker,
)
from migration_safety.databases.postgresql.switching.positions import (
    advance,
    await_confirmed,
    confirmed,
    flushed,
)
from migration_safety.errors import DeadlineError, RefusedError
from tests.plugins.pairs import Pair
from tests.plugins.servers import Server

MADE = "CREATE TABLE public.item (id int PRIMARY KEY, name varchar(5) NOT NULL)"
WIDER = """
    ALTER TABLE public.item ALTER id TYPE bigint, ALTER name TYPE varchar(20),
        ALTER name DROP NOT NULL
"""
READ = "SELECT count(*) FROM pg_replication_slots WHERE active AND database = current_database()"
IDS = "SELECT array_agg(id ORDER BY id) FROM public.item"


@dataclass(frozen=True, slots=True)
class Streams:
    """Both ends, and the names of the streams that lie between them."""

    blue: psycopg.Connection
    green: psycopg.Connection
    forward: str
    reverse: str


@pytest.fixture
def streams(pair: Pair) -> Iterator[Streams]:
    """Green follows blue; the way back is made and sleeps."""
    with pair.connect(pair.blue) as blue, pair.connect(pair.green) as green:
        yield made(pair, Streams(blue, green, pair.name, f"{pair.name}_back"))


def made(pair: Pair, found: Streams) -> Streams:
    blue, green = found.blue, found.green
    for connection in (blue, green):
        connection.execute(MADE)
        make_marker(connection)
    ends = ((blue, green, found.forward, pair.blue), (green, blue, found.reverse, pair.green))
    for publisher, subscriber, name, address in ends:
        publish(publisher, name, {"public.item": (), MARKER: ()})
        create_slot(publisher, name)
        awake = name == found.forward
        subscribe(
            subscriber,
            name,
            publisher=address,
            publication=name,
            slot=name,
            copy=False,
            enabled=awake,
        )
    return found


def arrived(connection: psycopg.Connection, count: int) -> bool:
    query = "SELECT count(*) FROM public.item"
    return wait_until(lambda: connection.execute(query).fetchone() == (count,), within=10)


def test_what_was_committed_before_the_marker_has_arrived_with_it(streams: Streams) -> None:
    set_commit(streams.green, streams.forward, synchronous=True)
    streams.blue.execute("INSERT INTO public.item VALUES (1, 'one')")
    position = write_marker(streams.blue, "nonce")
    await_marker(streams.green, "nonce", seconds=10)
    assert streams.green.execute(IDS).fetchone() == ([1],)
    await_confirmed(streams.blue, streams.forward, position=position, seconds=10)
    assert confirmed(streams.blue, streams.forward, position)


def test_a_marker_that_does_not_arrive_is_a_deadline_that_passed(streams: Streams) -> None:
    disable(streams.green, streams.forward)
    position = write_marker(streams.blue, "nonce")
    with pytest.raises(DeadlineError, match="not arrived"):
        await_marker(streams.green, "nonce", seconds=0.1)
    assert not sees_marker(streams.green, "nonce")
    assert not confirmed(streams.blue, streams.forward, position)


def test_the_way_back_sends_nothing_from_before_the_fence_and_all_after_it(
    streams: Streams,
) -> None:
    streams.blue.execute("INSERT INTO public.item VALUES (1, 'one'), (2, 'two')")
    assert arrived(streams.green, 2)
    disable(streams.green, streams.forward)
    advance(streams.green, streams.reverse, seconds=10)
    streams.green.execute("UPDATE public.item SET name = 'new' WHERE id = 1")
    streams.green.execute("INSERT INTO public.item VALUES (3, 'three')")
    enable(streams.blue, streams.reverse)
    assert arrived(streams.blue, 3)
    assert streams.blue.execute("SELECT name FROM public.item WHERE id = 1").fetchone() == ("new",)


def test_a_slot_that_is_gone_is_told(streams: Streams) -> None:
    drop_slot(streams.green, streams.reverse)
    with pytest.raises(RefusedError, match=streams.reverse):
        advance(streams.green, streams.reverse, seconds=1)


def test_a_slot_that_is_read_does_not_advance(streams: Streams) -> None:
    wait_until(lambda: streams.blue.execute(READ).fetchone() == (1,), within=10)
    started = time.monotonic()
    with pytest.raises(DeadlineError, match="still in use"):
        advance(streams.blue, streams.forward, seconds=0.1)
    assert time.monotonic() - started < 10


def test_values_that_do_not_fit_are_the_debt_of_a_rollback(streams: Streams) -> None:
    streams.green.execute(WIDER)
    streams.green.execute("INSERT INTO public.item VALUES (5000000000, 'long words'), (1, NULL)")
    found = misfits(streams.green, streams.blue, [("public.item", "public.item")])
    assert {(each.rows, each.because) for each in found} == {
        (1, "id is out of range for int4"),
        (1, "name is longer than 5 characters"),
        (1, "name has no value"),
    }


def test_names_with_capitals_are_debtors_too(streams: Streams) -> None:
    for each in (streams.blue, streams.green):
        each.execute('CREATE SCHEMA "Odd"; CREATE TABLE "Odd"."Item" ("Id" int)')
    streams.green.execute('ALTER TABLE "Odd"."Item" ALTER "Id" TYPE bigint')
    streams.green.execute('INSERT INTO "Odd"."Item" VALUES (5000000000)')
    (found,) = misfits(streams.green, streams.blue, [("Odd.Item", "Odd.Item")])
    assert (found.table, found.rows) == ("Odd.Item", 1)


def test_values_of_a_type_that_cannot_be_compared_are_unknown(streams: Streams) -> None:
    streams.green.execute("ALTER TABLE public.item ALTER name TYPE xml USING name::xml")
    (found,) = misfits(streams.green, streams.blue, [("public.item", "public.item")])
    assert (found.rows, found.because) == (None, "name is xml here and varchar there")


def test_rows_of_a_table_that_does_not_travel_are_debt(streams: Streams) -> None:
    streams.green.execute("CREATE TABLE public.new AS SELECT 1 AS id")
    (found,) = unknown_rows(streams.green, ["public.new"])
    assert (found.table, found.rows) == ("public.new", 1)


def test_a_position_lies_behind_what_was_committed_without_the_disk(newest: Server) -> None:
    with newest.database() as url, psycopg.connect(url, autocommit=True) as writer:
        writer.execute("CREATE TABLE line (n int); SET synchronous_commit = off")
        for number in range(20):
            writer.execute("INSERT INTO line SELECT generate_series(1, 500)")
            written = writer.execute("SELECT pg_current_wal_insert_lsn()::text").fetchone()
            with psycopg.connect(url, autocommit=True) as other:
                behind = other.execute(
                    "SELECT %s::pg_lsn >= %s::pg_lsn", [flushed(other), *(written or ())]
                )
                assert behind.fetchone() == (True,), number
