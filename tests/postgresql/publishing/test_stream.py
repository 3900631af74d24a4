"""A publication, a slot and a subscription: made, followed, watched, taken away."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from migration_safety.databases.postgresql.publishing.progress import counters, progress
from migration_safety.databases.postgresql.publishing.publication import (
    publish,
    published,
    unpublish,
)
from migration_safety.databases.postgresql.publishing.relations import not_followed
from migration_safety.databases.postgresql.publishing.slot import (
    copying_slots,
    create_slot,
    drop_slot,
    slot_state,
)
from migration_safety.databases.postgresql.publishing.subscription import (
    disable,
    enable,
    set_commit,
    subscribe,
    subscription_state,
    unsubscribe,
)
from migration_safety.errors import DeadlineError, RefusedError
from tests.postgresql.publishing.conftest import TABLES, Sides, count, until


def test_rows_are_copied_and_followed(sides: Sides) -> None:
    sides.follow()
    sides.ready()
    sides.arrived()
    assert count(sides.green, "book") == 2000


def test_what_was_made_twice_is_there_once_and_goes_without_a_trace(sides: Sides) -> None:
    sides.follow()
    sides.follow()
    unsubscribe(sides.green, sides.name)
    unsubscribe(sides.green, sides.name)
    drop_slot(sides.blue, sides.name)
    drop_slot(sides.blue, sides.name)
    unpublish(sides.blue, sides.name)
    unpublish(sides.blue, sides.name)
    left = [
        *(slot_state(sides.blue, sides.name), subscription_state(sides.green, sides.name)),
        *published(sides.blue, sides.name),
    ]
    assert left == [None, None]


def test_a_stream_tells_where_it_stands(sides: Sides) -> None:
    sides.follow()
    sides.ready()
    set_commit(sides.green, sides.name, synchronous=True)
    sides.arrived()
    found = progress(sides.blue, sides.green, subscription=sides.name, slot=sides.name)
    assert not found.trouble
    assert found.slot and found.slot.status == "reserved"
    assert found.subscription and found.subscription.commit == "on"


def test_a_publication_takes_the_columns_it_is_given(sides: Sides) -> None:
    publish(sides.blue, sides.name, TABLES)
    publish(sides.blue, sides.name, {"public.book": ("id", "title")})
    assert published(sides.blue, sides.name) == {"public.book": ("id", "title")}


def test_a_table_whose_rows_cannot_be_found_is_not_published(sides: Sides) -> None:
    sides.blue.execute("CREATE TABLE nameless (x int)")
    with pytest.raises(RefusedError, match=r"public\.nameless .* no replica identity"):
        publish(sides.blue, sides.name, {"public.nameless": ()})
    sides.blue.execute("ALTER TABLE nameless REPLICA IDENTITY FULL")
    publish(sides.blue, sides.name, {"public.nameless": ()})


def test_a_table_that_is_being_altered_is_not_waited_for_long(newest_sides: Sides) -> None:
    with psycopg.connect(newest_sides.pair.blue) as locker:
        locker.execute("LOCK TABLE book")
        with pytest.raises(DeadlineError, match=r"public\.book"):
            publish(newest_sides.blue, newest_sides.name, {"public.book": ()}, lock=0.1)


def test_a_table_whose_rows_are_found_by_all_columns_takes_changes_when_it_is_published(
    sides: Sides,
) -> None:
    sides.blue.execute("CREATE TABLE keyless (a int, b int)")
    sides.blue.execute("ALTER TABLE keyless REPLICA IDENTITY FULL")
    publish(sides.blue, sides.name, {"public.keyless": ("a", "b")})
    sides.blue.execute("INSERT INTO keyless VALUES (1, 2)")
    sides.blue.execute("UPDATE keyless SET b = 3")
    sides.blue.execute("DELETE FROM keyless")
    with pytest.raises(RefusedError, match="lack b of its replica identity"):
        publish(sides.blue, sides.name, {"public.keyless": ("a",)})


def test_a_generated_column_among_those_that_find_rows_is_refused_where_the_server_would(
    sides: Sides,
) -> None:
    generated = "twice int GENERATED ALWAYS AS (a * 2) STORED"
    sides.blue.execute(f"CREATE TABLE keyless (a int, {generated})".encode())
    sides.blue.execute("ALTER TABLE keyless REPLICA IDENTITY FULL")
    if sides.pair.version >= 18:
        with pytest.raises(RefusedError, match="generated ones are not published"):
            publish(sides.blue, sides.name, {"public.keyless": ("a",)})
    else:
        publish(sides.blue, sides.name, {"public.keyless": ("a",)})
    sides.blue.execute("INSERT INTO keyless VALUES (1)")
    sides.blue.execute("UPDATE keyless SET a = 3")


def test_a_column_list_without_the_key_is_refused(sides: Sides) -> None:
    with pytest.raises(RefusedError, match="lack id of its replica identity"):
        publish(sides.blue, sides.name, {"public.book": ("title",)})


def test_a_slot_waits_for_writers_no_longer_than_it_may(newest_sides: Sides) -> None:
    with psycopg.connect(newest_sides.pair.blue, application_name="night job") as writer:
        writer.execute("INSERT INTO shelf (name) VALUES ('late')")
        with pytest.raises(DeadlineError, match="night job"):
            create_slot(newest_sides.blue, newest_sides.name, within=0.2)
    create_slot(newest_sides.blue, newest_sides.name)


def test_a_slot_of_that_name_in_another_database_is_left_alone(newest_sides: Sides) -> None:
    create_slot(newest_sides.blue, newest_sides.name)
    elsewhere = make_conninfo(newest_sides.pair.blue, dbname="postgres")
    with psycopg.connect(elsewhere, autocommit=True) as other:
        with pytest.raises(RefusedError, match="Another database of the server"):
            create_slot(other, newest_sides.name)
        drop_slot(other, newest_sides.name)
    assert slot_state(newest_sides.blue, newest_sides.name)


def test_tables_that_inherit_are_published_each_with_columns_of_its_own(sides: Sides) -> None:
    for each in (sides.blue, sides.green):
        each.execute('CREATE TABLE "Rare" (cover text, PRIMARY KEY (id)) INHERITS (book)')
    tables = {"public.book": ("id", "title"), "public.Rare": ("id", "title", "cover")}
    publish(sides.blue, sides.name, tables)
    create_slot(sides.blue, sides.name)
    sides.blue.execute("""INSERT INTO "Rare" (title, cover) VALUES ('one', 'red')""")
    said = {"publisher": sides.pair.blue, "publication": sides.name, "slot": sides.name}
    subscribe(sides.green, sides.name, copy=True, **said)
    until(lambda: not not_followed(sides.green, sides.name, tables))
    sides.blue.execute("""UPDATE "Rare" SET cover = 'blue'""")
    until(lambda: count(sides.green, """"Rare" WHERE cover = 'blue'""") == 1)
    assert count(sides.green, "ONLY book") == 2000


def test_a_server_without_logical_wal_is_refused(database_url: str) -> None:
    with (
        psycopg.connect(database_url, autocommit=True) as connection,
        pytest.raises(RefusedError, match="wal_level is replica, not logical"),
    ):
        create_slot(connection, "ms_00000000_forward")


def test_an_address_that_green_cannot_use_is_refused_without_its_secrets(
    newest_sides: Sides,
) -> None:
    with pytest.raises(RefusedError) as told:
        newest_sides.follow(publisher="host=127.0.0.1 port=1 password=hidden dbname=none")
    assert "hidden" not in str(told.value)


def test_a_copy_that_fails_stops_loudly_while_the_slot_moves(sides: Sides) -> None:
    sides.green.execute("INSERT INTO book (id, title) VALUES (7, 'mine')")
    sides.follow()
    until(lambda: bool(counters(sides.green, sides.name)))
    found = not_followed(sides.green, sides.name, TABLES)
    assert "public.book" in {each.table for each in found}
    assert counters(sides.green, sides.name)["sync_error_count"] == 1
    stands = progress(sides.blue, sides.green, subscription=sides.name, slot=sides.name)
    assert stands.trouble == "the subscription is disabled"


def test_slots_of_a_copy_under_way_are_found(newest_sides: Sides) -> None:
    identified = newest_sides.green.execute("SELECT system_identifier FROM pg_control_system()")
    (system,) = identified.fetchone() or ("",)
    newest_sides.follow(enabled=False)
    with psycopg.connect(newest_sides.pair.blue) as locker:
        locker.execute("LOCK TABLE book")
        enable(newest_sides.green, newest_sides.name)
        state = subscription_state(newest_sides.green, newest_sides.name)
        assert state
        asked = {"subscription": state.oid, "system": str(system)}
        until(lambda: bool(copying_slots(newest_sides.blue, **asked)))
    newest_sides.ready()
    until(lambda: not copying_slots(newest_sides.blue, **asked))


def test_a_table_that_was_made_anew_is_not_followed(sides: Sides) -> None:
    sides.follow()
    sides.ready()
    sides.green.execute("DROP TABLE book; CREATE TABLE book (id bigint PRIMARY KEY, title text)")
    (found,) = not_followed(sides.green, sides.name, TABLES)
    assert (found.table, found.state) == ("public.book", "")
    assert "its changes are skipped" in found.problem


def test_a_disabled_stream_goes_on_where_it_was(sides: Sides) -> None:
    sides.follow()
    sides.ready()
    disable(sides.green, sides.name)
    sides.blue.execute("INSERT INTO book (title) VALUES ('meanwhile')")
    assert count(sides.green, "book") == 2000
    enable(sides.green, sides.name)
    sides.arrived()
    assert count(sides.green, "book") == 2001
