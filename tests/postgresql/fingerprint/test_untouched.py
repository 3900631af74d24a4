"""Tables and columns that nobody wrote to are read once; whoever was written to is read again."""

from __future__ import annotations

import os
import signal
from contextlib import closing

import psycopg
import pytest

from migration_safety.core.trial.data.alteration import Matching, Verdict
from migration_safety.core.trial.data.tables import alterations
from tests.plugins.servers import Server
from tests.postgresql.fingerprint.conftest import Data, reconnected

TABLES = """
    CREATE TABLE parents (id int PRIMARY KEY, name text);;
    CREATE TABLE children (id int PRIMARY KEY, name varchar(9),
        parent int REFERENCES parents ON DELETE CASCADE);;
    INSERT INTO parents VALUES (1, 'a'), (2, 'b');;
    INSERT INTO children VALUES (1, 'c', 1), (2, 'd', 2);;
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN UPDATE children SET name = 'x'; RETURN NULL; END $$;;
    CREATE TYPE mood AS ENUM ('good', 'bad');;
    CREATE TABLE moods (id int PRIMARY KEY, mood mood);;
    INSERT INTO moods VALUES (1, 'good')
"""
WRITES = {
    "update": ("UPDATE parents SET name = 'z'", {"parents"}),
    "delete in a cascade": ("DELETE FROM parents WHERE id = 1", {"parents", "children"}),
    "truncate": ("TRUNCATE children", {"children"}),
    "truncate and refill": (
        "BEGIN;; TRUNCATE children;; INSERT INTO children VALUES (1, 'c', 1), (2, 'd', 2);; COMMIT",
        {"children"},
    ),
    "rewrite": ("ALTER TABLE children ALTER name TYPE int USING 0", {"children"}),
    "merge": (
        "MERGE INTO parents USING (SELECT 1 AS id) AS n ON n.id = parents.id"
        " WHEN MATCHED THEN UPDATE SET name = 'm'",
        {"parents"},
    ),
    "trigger": (
        "CREATE TRIGGER t AFTER UPDATE ON parents EXECUTE FUNCTION touch();;"
        " UPDATE parents SET name = 'a' WHERE id = 0",
        {"children"},
    ),
    "added column": ("ALTER TABLE parents ADD COLUMN extra int DEFAULT 7", {"parents"}),
    "label renamed": ("ALTER TYPE mood RENAME VALUE 'good' TO 'fine'", {"moods"}),
    "column renamed": ("ALTER TABLE parents RENAME name TO title", set()),
    "column dropped": ("ALTER TABLE parents DROP name", set()),
    "widened": ("ALTER TABLE children ALTER name TYPE text", set()),
}


@pytest.mark.parametrize("write", WRITES)
def test_what_was_written_to_is_read_again_and_nothing_else(new_data: Data, write: str) -> None:
    script, touched = WRITES[write]
    new_data.run(TABLES)
    before = new_data.prints()
    new_data.run(script)
    assert set(new_data.prints(before=before).read) == touched


def test_what_is_taken_from_before_is_what_would_be_read(data: Data) -> None:
    data.run(TABLES)
    before = data.prints()
    data.run("ALTER TABLE children ALTER name TYPE text;; ALTER TABLE parents ADD more int")
    taken, fresh = data.prints(before=before), data.prints()
    assert taken.tables == fresh.tables
    assert taken.read == ("parents",)


def test_a_renamed_label_is_another_value(new_data: Data) -> None:
    found = new_data.after("ALTER TYPE mood RENAME VALUE 'good' TO 'fine'", given=TABLES)
    assert found["moods.mood"].verdict is Verdict.SILENT_MUTATION


def test_while_another_session_may_hold_counts_back_all_is_read(new_data: Data) -> None:
    new_data.run(TABLES)
    before = new_data.prints()
    with closing(psycopg.connect(new_data.url, autocommit=True)) as other:
        other.execute("UPDATE parents SET name = 'late'")
        after = new_data.prints(before=before)
    found = alterations(before, after, by=Matching.LINEAGE)
    changed = [each.column for each in found if each.verdict is Verdict.SILENT_MUTATION]
    assert changed == ["name"]


def test_without_counters_all_is_read(own_server: Server) -> None:
    with own_server.database() as url, psycopg.connect(url, autocommit=True) as reader:
        data = Data(url, reader)
        data.run(TABLES)
        before = data.prints()
        reader.execute("SET track_counts = off")
        assert len(data.prints(before=before).read) == 3


def test_after_a_crash_all_is_read(mortal_server: Server) -> None:
    with mortal_server.connect() as reader:
        data = Data(mortal_server.url(), reader)
        data.run(TABLES)
        data.run("CHECKPOINT")
        before = data.prints()
        data.run("UPDATE parents SET name = 'lost count'")
        os.kill(reader.info.backend_pid, signal.SIGKILL)
    with reconnected(mortal_server) as reader:
        after = Data(mortal_server.url(), reader).prints(before=before)
    assert set(after.read) == {"parents", "children", "moods"}


def test_after_counters_were_reset_all_is_read(new_data: Data) -> None:
    new_data.run(TABLES)
    before = new_data.prints()
    new_data.run("UPDATE parents SET name = 'z';; SELECT pg_stat_reset()")
    assert "parents" in new_data.prints(before=before).read
