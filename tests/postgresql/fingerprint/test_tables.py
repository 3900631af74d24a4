"""Tables of every kind: partitioned, inherited, without a key, wide, hidden, or not to be read."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from migration_safety.core.trial.data.alteration import Change, Verdict
from migration_safety.core.trial.data.fingerprint import Fingerprints
from tests.plugins.servers import Server
from tests.postgresql.fingerprint.conftest import Data

PARTED = """
    CREATE TABLE parted (id int, area text, v text, PRIMARY KEY (id, area))
        PARTITION BY LIST (area);;
    CREATE TABLE north (v text, area text NOT NULL, gone int, id int NOT NULL);;
    ALTER TABLE north DROP gone;;
    ALTER TABLE parted ATTACH PARTITION north FOR VALUES IN ('n', 'm');;
    CREATE TABLE south PARTITION OF parted FOR VALUES IN ('s') PARTITION BY RANGE (id);;
    CREATE TABLE south1 PARTITION OF south FOR VALUES FROM (0) TO (100);;
    INSERT INTO parted VALUES (1, 'n', 'a'), (2, 'm', 'b'), (3, 's', NULL)
"""
MOVED = """
    CREATE TABLE middle (LIKE parted INCLUDING ALL);;
    BEGIN;;
    ALTER TABLE parted DETACH PARTITION north;;
    INSERT INTO middle SELECT id, area, v FROM north WHERE area = 'm';;
    DELETE FROM north WHERE area = 'm';;
    ALTER TABLE parted ATTACH PARTITION north FOR VALUES IN ('n');;
    ALTER TABLE parted ATTACH PARTITION middle FOR VALUES IN ('m');;
    COMMIT
"""
FAMILY = """
    CREATE TABLE parents (id int PRIMARY KEY, v text);;
    CREATE TABLE children (PRIMARY KEY (id)) INHERITS (parents);;
    INSERT INTO parents VALUES (1, 'a');; INSERT INTO children VALUES (2, 'b')
"""
KEYLESS = """
    CREATE TABLE log (line text, at int);;
    INSERT INTO log VALUES ('a', 1), ('b', 2), ('c', 3), ('c', 3), (NULL, 4)
"""
TAGS = """
    CREATE TABLE tags (name text NOT NULL, v int);; CREATE UNIQUE INDEX ON tags (name);;
    INSERT INTO tags VALUES ('a', 1), ('b', 2)
"""
UNREAD = """
    CREATE TABLE django_migrations (id int PRIMARY KEY);;
    CREATE MATERIALIZED VIEW totals AS SELECT 1 AS total;;
    CREATE FOREIGN DATA WRAPPER nobody;; CREATE SERVER elsewhere FOREIGN DATA WRAPPER nobody;;
    CREATE FOREIGN TABLE far (id int) SERVER elsewhere;;
    CREATE TABLE sales (id int) PARTITION BY LIST (id);;
    CREATE FOREIGN TABLE old_sales PARTITION OF sales FOR VALUES IN (1) SERVER elsewhere;;
    SELECT lo_create(0)
"""
WIDE = "CREATE TABLE wide (id int PRIMARY KEY, {});; INSERT INTO wide (id, c1598) VALUES (1, true)"
GENERATED = """
    CREATE TABLE sums (id int PRIMARY KEY, a int, doubled int GENERATED ALWAYS AS (a * 2) STORED);;
    INSERT INTO sums VALUES (1, 5)
"""


def reasons(prints: Fingerprints) -> dict[str, str]:
    """Why tables were not read."""
    return {each.label: each.unproven for each in prints.tables}


def test_rows_that_move_between_partitions_are_the_same_rows(data: Data) -> None:
    found = data.after(MOVED, given=PARTED)
    assert {each.verdict for each in found.values()} == {Verdict.IDENTICAL}
    assert set(found) == {"parted.id", "parted.area", "parted.v"}


def test_a_change_in_a_partition_is_one_of_its_table(new_data: Data) -> None:
    found = new_data.after("UPDATE south1 SET v = 'c'", given=PARTED)
    assert found["parted.v"].verdict is Verdict.SILENT_MUTATION


def test_partitions_that_nobody_wrote_to_are_not_read_again(new_data: Data) -> None:
    new_data.run(PARTED)
    before = new_data.prints()
    new_data.run("UPDATE parted SET v = 'c' WHERE area = 's'")
    assert new_data.prints(before=before).read == ("south1",)


def test_children_are_tables_of_their_own(new_data: Data) -> None:
    found = new_data.after("UPDATE ONLY parents SET v = 'z'", given=FAMILY)
    assert found["parents.v"].verdict is Verdict.SILENT_MUTATION
    assert found["children.v"].verdict is Verdict.IDENTICAL


def test_without_a_key_whole_rows_are_compared(data: Data) -> None:
    swap = "UPDATE log SET at = 3 - at WHERE at < 3"
    unchanged = data.after("UPDATE log SET line = line", given=KEYLESS)
    swapped = data.after(swap, given="SELECT")
    assert {each.verdict for each in unchanged.values()} == {Verdict.IDENTICAL}
    assert swapped["log"].change is Change.SWAPPED
    assert swapped["log.at"].verdict is Verdict.UNPROVEN


def test_without_a_key_a_changed_column_is_told(new_data: Data) -> None:
    found = new_data.after("UPDATE log SET at = 9 WHERE at = 2", given=KEYLESS)
    assert found["log.at"].verdict is Verdict.SILENT_MUTATION
    assert found["log.line"].verdict is Verdict.UNPROVEN


def test_a_unique_index_serves_as_a_key(new_data: Data) -> None:
    found = new_data.after("UPDATE tags SET v = 3 - v", given=TAGS)
    assert found["tags.v"].verdict is Verdict.SILENT_MUTATION


def test_what_is_not_read_is_named_with_its_reason(data: Data) -> None:
    data.run(UNREAD)
    found = reasons(data.prints())
    assert "django_migrations" not in found
    assert found["totals"].startswith("materialised view")
    assert found["far"].startswith("foreign table")
    assert found["sales"].startswith("partition old_sales: foreign table")
    assert found["pg_largeobject"] == "large objects are not read"


def test_what_belongs_to_an_extension_is_not_read(data15: Data) -> None:
    data15.run(
        "CREATE EXTENSION citext;; CREATE TABLE its (id int);; ALTER EXTENSION citext ADD TABLE its"
    )
    assert reasons(data15.prints())["its"] == "belongs to an extension"


def test_empty_tables_and_columns_prove_nothing(new_data: Data) -> None:
    given = f"{FAMILY};; CREATE TABLE empty (id int PRIMARY KEY);; UPDATE children SET v = NULL"
    found = new_data.after("SELECT", given=given)
    assert found["empty.id"].reason == "no rows"
    assert found["children.v"].reason == "holds nothing but NULL"


def test_tables_as_wide_as_can_be_are_read_at_once(new_data: Data) -> None:
    columns = ", ".join(f"c{i} bool" for i in range(1, 1600))
    found = new_data.after("UPDATE wide SET c1598 = false", given=WIDE.format(columns))
    changed = [name for name, each in found.items() if each.verdict is Verdict.SILENT_MUTATION]
    assert changed == ["wide.c1598"]


def test_a_dropped_generated_column_loses_nothing(new_data: Data) -> None:
    found = new_data.after("ALTER TABLE sums DROP doubled", given=GENERATED)
    assert found["sums.doubled"].reason == "generated from other columns"


def test_a_virtual_column_is_what_its_expression_says(new_data: Data) -> None:
    virtual = GENERATED.replace("STORED", "VIRTUAL")
    change = "ALTER TABLE sums ALTER doubled SET EXPRESSION AS (a * 3)"
    found = new_data.after(change, given=virtual)
    assert found["sums.doubled"].verdict is Verdict.SILENT_MUTATION
    assert found["sums.a"].verdict is Verdict.IDENTICAL


def test_a_column_that_cannot_be_computed_hides_no_other(new_data: Data) -> None:
    script = GENERATED.replace("a * 2", "a / 0").replace("STORED", "VIRTUAL")
    found = new_data.after("UPDATE sums SET a = 6", given=script)
    assert found["sums.doubled"].reason == "division by zero (SQLSTATE 22012)"
    assert found["sums.a"].verdict is Verdict.SILENT_MUTATION


@pytest.fixture
def guarded(own_server: Server) -> Iterator[Data]:
    """As the owner of a table, whom row-level security does not exempt."""
    with own_server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE guard")
        try:
            connection.execute("GRANT CREATE ON SCHEMA public TO guard")
            with psycopg.connect(url, autocommit=True, options="-c role=guard") as reader:
                yield Data(url, reader)
        finally:
            connection.execute("DROP OWNED BY guard;; DROP ROLE guard".replace(";;", ";"))


def test_row_level_security_hides_nothing(guarded: Data) -> None:
    guarded.reader.execute("CREATE TABLE safe (id int PRIMARY KEY, v text)")
    guarded.reader.execute("INSERT INTO safe VALUES (1, 'a'), (2, 'b')")
    guarded.reader.execute("ALTER TABLE safe ENABLE ROW LEVEL SECURITY")
    guarded.reader.execute("ALTER TABLE safe FORCE ROW LEVEL SECURITY")
    (safe,) = guarded.prints().tables
    forced = guarded.reader.execute(
        "SELECT relforcerowsecurity FROM pg_class WHERE relname = 'safe'"
    )
    assert (safe.rows, safe.unproven, forced.fetchone()) == (2, "", (True,))


def test_a_table_that_may_not_be_read_is_unproven(guarded: Data) -> None:
    guarded.run("CREATE TABLE closed (id int PRIMARY KEY)")
    assert "permission denied" in reasons(guarded.prints())["closed"]
