"""What was set aside is demanded again while others write, and all is as it was before."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread
from typing import Any

import psycopg
import pytest

from migration_safety.databases.postgresql.deploying.set_aside import (
    concurrent,
    holds_up_nobody,
    remakings,
)
from migration_safety.databases.postgresql.replication.shims import (
    set_aside,
    set_aside_index,
    set_aside_not_null,
)
from tests.plugins.servers import Server

ITEM = ('Odd "schema', "an item's")
TABLE = r"""
    CREATE SCHEMA "Odd ""schema";
    SET search_path = "Odd ""schema";
    CREATE TABLE "an item's" (id integer PRIMARY KEY, code text, "Qty CONCURRENTLY" integer,
        span int4range, note text NOT NULL,
        CONSTRAINT "code once" UNIQUE NULLS NOT DISTINCT (code) DEFERRABLE INITIALLY DEFERRED,
        CONSTRAINT positive CHECK ("Qty CONCURRENTLY" > 0),
        CONSTRAINT apart EXCLUDE USING gist (span WITH &&));
    ALTER TABLE "an item's" ADD CONSTRAINT late CHECK (id < 1000) NOT VALID;
    CREATE UNIQUE INDEX "By ""note" ON "an item's" (lower(note)) INCLUDE (id) WHERE id > 0;
    INSERT INTO "an item's"
        SELECT n, n, n, int4range(n, n, '[]'), 'note ' || n FROM generate_series(1, 100) AS n;
"""
AWAY = (
    set_aside(ITEM, "code once"),
    set_aside(ITEM, "positive"),
    set_aside(ITEM, "apart"),
    set_aside(ITEM, "late"),
    set_aside(ITEM, "not there"),
    set_aside_index(ITEM, 'By "note'),
    set_aside_index(ITEM, "code once"),
    set_aside_not_null(ITEM, "note"),
    set_aside_not_null(ITEM, "span"),
)
SCHEMA = """
    SELECT conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint
    WHERE conrelid = '"an item''s"'::regclass
    UNION ALL
    SELECT relname, pg_get_indexdef(indexrelid), indisvalid
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE indrelid = '"an item''s"'::regclass
    UNION ALL
    SELECT attname, NULL, attnotnull FROM pg_attribute
    WHERE attrelid = '"an item''s"'::regclass AND attnum > 0
    ORDER BY 1, 2
"""
VALID = """
    SELECT indisvalid FROM pg_index WHERE indrelid IN ('parted'::regclass, 'part'::regclass)
"""
NEW = {
    'CONSTRAINT "by name" NOT NULL "Qty CONCURRENTLY" NO INHERIT': (
        set_aside_not_null(ITEM, "Qty CONCURRENTLY")
    ),
    'CONSTRAINT "not yet" NOT NULL code NOT VALID': set_aside_not_null(ITEM, "code"),
    "other int4range, ADD CONSTRAINT days UNIQUE (other, span WITHOUT OVERLAPS)": (
        set_aside(ITEM, "days")
    ),
}
Connection = psycopg.Connection[Any]


@pytest.fixture
def side(server: Server) -> Iterator[Connection]:
    """A session on a database with a table of which all is set aside."""
    with server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLE)
        yield connection


def schema(side: Connection) -> list[Any]:
    return side.execute(SCHEMA).fetchall()


def taken_away(side: Connection) -> None:
    for away, _ in AWAY:
        side.execute(away.encode())
    demanded = {"NOT NULL", "CHECK", "UNIQUE", "EXCLUDE"}
    left = [words for _, words, _ in schema(side) if words and words.split()[0] in demanded]
    assert left == [] or side.info.server_version >= 180000


def run(side: Connection) -> None:
    for each in remakings(side):
        for script in each.scripts:
            side.execute(script.encode())


def test_all_is_as_it_was(side: Connection) -> None:
    before = schema(side)
    taken_away(side)
    assert schema(side) != before
    run(side)
    assert schema(side) == before
    assert remakings(side) == []
    for _, back in AWAY:
        side.execute(back.encode())
    assert side.execute("SELECT to_regclass('migration_safety_deploy.set_aside')").fetchone() == (
        None,
    )


def test_what_was_broken_off_anywhere_is_begun_again(side: Connection) -> None:
    before = schema(side)
    longest = 0
    for steps in range(20):
        taken_away(side)
        scripts = [script for each in remakings(side) for script in each.scripts]
        longest = max(longest, len(scripts))
        for script in scripts[:steps]:
            side.execute(script.encode())
        run(side)
        assert schema(side) == before
    assert longest < 20


def test_who_writes_waits_for_no_scan_and_no_build(side: Connection, server: Server) -> None:
    taken_away(side)
    slow = 0
    for each in remakings(side):
        for script in each.scripts:
            if not holds_up_nobody(script):
                side.execute(script.encode())
                continue
            slow += 1
            with psycopg.connect(side.info.dsn) as one, psycopg.connect(side.info.dsn) as other:
                for writer in (one, other):
                    writer.execute('SET search_path = "Odd ""schema"; SET lock_timeout = \'20s\'')
                one.execute('UPDATE "an item\'s" SET code = code WHERE id = 1')
                running = Thread(target=side.execute, args=[script.encode()])
                running.start()
                # An index waits for who has written; whoever comes then does not wait for it.
                if concurrent(script):
                    running.join(0.2)
                other.execute('UPDATE "an item\'s" SET code = code WHERE id = 2')
                other.commit()
                one.commit()
                running.join()
    # Two checks are validated, two indexes dropped and built.
    assert slow == 6


@pytest.mark.parametrize(
    ("rows", "broken"),
    [
        ("UPDATE \"an item's\" SET code = 'same'", "code once"),
        ('UPDATE "an item\'s" SET "Qty CONCURRENTLY" = -1', "positive"),
        ('UPDATE "an item\'s" SET note = NULL', 'null "note"'),
        ("UPDATE \"an item's\" SET note = 'same'", 'By ""note'),
    ],
)
def test_what_rows_break_is_cleared_away_and_stays_remembered(
    side: Connection, rows: str, broken: str
) -> None:
    before = schema(side)
    taken_away(side)
    bare = schema(side)
    side.execute(rows.encode())
    (each,) = (it for it in remakings(side) if broken in it.words)
    with pytest.raises(psycopg.IntegrityError):
        for script in each.scripts:
            side.execute(script.encode())
    side.execute(each.clear.encode())
    assert schema(side) == bare
    side.execute('UPDATE "an item\'s" SET note = id, code = id, "Qty CONCURRENTLY" = id')
    run(side)
    assert schema(side) == before


def test_a_partitioned_table_gets_its_index_as_it_can(server: Server) -> None:
    with server.database() as url, psycopg.connect(url, autocommit=True) as side:
        side.execute("""
            CREATE TABLE parted (id integer) PARTITION BY RANGE (id);
            CREATE TABLE part PARTITION OF parted FOR VALUES FROM (0) TO (10);
            CREATE UNIQUE INDEX once ON parted (id);
        """)
        for made_again in (False, True):
            away, back = set_aside_index(("public", "parted"), "once")
            side.execute(away.encode())
            assert side.execute(VALID).fetchall() == []
            if made_again:
                run(side)
            side.execute(back.encode())
            assert side.execute(VALID).fetchall() == [(True,), (True,)]


@pytest.mark.parametrize("server", [18], indirect=True, ids=["pg18"])
@pytest.mark.parametrize("added", NEW)
def test_what_came_with_18_is_as_it_was(side: Connection, added: str) -> None:
    side.execute(f'ALTER TABLE "an item\'s" ADD {added}'.encode())
    before = schema(side)
    away, back = NEW[added]
    for made_again in (False, True):
        side.execute(away.encode())
        assert schema(side) != before
        if made_again:
            run(side)
        side.execute(back.encode())
        assert schema(side) == before


def test_an_index_that_is_built_is_not_built_again(side: Connection) -> None:
    before = schema(side)
    taken_away(side)
    for each in remakings(side):
        for script in each.scripts[: -1 if "code once" in each.words else None]:
            side.execute(script.encode())
    (left,) = remakings(side)
    assert [concurrent(script) for script in left.scripts] == [False]
    run(side)
    assert schema(side) == before


def test_what_another_run_left_is_not_believed(side: Connection) -> None:
    taken_away(side)
    side.execute("""ALTER TABLE "an item's" ADD CONSTRAINT positive CHECK (id > 1) NOT VALID""")
    away, _ = set_aside(ITEM, "positive")
    side.execute(away.encode())
    run(side)
    assert ("positive", "CHECK ((id > 1)) NOT VALID", False) in schema(side)
    taken_away(side)
    side.execute('DROP TABLE "an item\'s"')
    assert remakings(side) == []


def test_an_index_that_a_foreign_key_needs_is_not_taken_away_silently(side: Connection) -> None:
    side.execute("""
        CREATE UNIQUE INDEX needed ON "an item's" (code);
        CREATE TABLE other (code text REFERENCES "an item's" (code));
    """)
    away, _ = set_aside_index(ITEM, "needed")
    with pytest.raises(psycopg.errors.DependentObjectsStillExist):
        side.execute(away.encode())


def test_a_column_that_is_not_there_is_not_passed_over(side: Connection) -> None:
    away, _ = set_aside_not_null(ITEM, "nothing")
    with pytest.raises(psycopg.errors.UndefinedColumn):
        side.execute(away.encode())
