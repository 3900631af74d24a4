"""What a statement is read as: its actions, the tables they reach, and what makes them cheap."""

from __future__ import annotations

import pytest
from django.db import connections

from migration_safety.core.statement import Action
from migration_safety.databases.postgresql.dialect import Dialect
from migration_safety.databases.postgresql.grammar import masked, statements
from migration_safety.errors import GrammarError

SCHEMA = """
CREATE TABLE parent (id bigint PRIMARY KEY, code varchar(20) NOT NULL);
CREATE TABLE child (
    id bigint PRIMARY KEY,
    parent_id bigint NOT NULL,
    name varchar(20),
    amount integer CHECK (amount >= 0),
    CONSTRAINT child_parent FOREIGN KEY (parent_id) REFERENCES parent (id)
);
CREATE INDEX child_name ON child (name) WHERE amount > 3;
CREATE VIEW recent AS SELECT name FROM child;
"""


@pytest.fixture
def dialect() -> Dialect:
    """The schema is in production; what is read now belongs to the next migration."""
    dialect = Dialect(connections["default"], 16)
    dialect.begin("shop.0001_initial")
    dialect.read(SCHEMA)
    dialect.begin("shop.0002_next")
    return dialect


def actions(dialect: Dialect, sql: str) -> list[Action]:
    """Less what CREATE TABLE tells of each column by itself."""
    every = (action for reading in dialect.read(sql) for action in reading.actions)
    return [action for action in every if action.shape != "COLUMN"]


@pytest.mark.parametrize(
    ("sql", "shapes"),
    [
        ("ALTER TABLE child ADD x int, DROP name", ["ADD COLUMN", "DROP COLUMN"]),
        ("ALTER TABLE child ADD x int DEFAULT random()", ["ADD COLUMN (volatile default)"]),
        ("ALTER TABLE child ADD x int DEFAULT my.f()", ["ADD COLUMN (volatile default)"]),
        ("ALTER TABLE child ADD x timestamptz DEFAULT now()", ["ADD COLUMN"]),
        ("ALTER TABLE child ADD x serial", ["ADD COLUMN (identity)"]),
        ("ALTER TABLE child ADD x int CHECK (x > 0)", ["ADD COLUMN", "ADD COLUMN CHECK"]),
        ("ALTER TABLE child ALTER id TYPE integer", ["ALTER COLUMN TYPE (rewrite)"]),
        ("ALTER TABLE child ALTER name TYPE text", ["ALTER COLUMN TYPE (index rebuild)"]),
        ("ALTER TABLE child ALTER amount TYPE integer", ["ALTER COLUMN TYPE (CHECK again)"]),
        ("ALTER TABLE parent ALTER code TYPE varchar(30)", ["ALTER COLUMN TYPE (metadata only)"]),
        ("ALTER TABLE parent ALTER code TYPE varchar(10)", ["ALTER COLUMN TYPE (rewrite)"]),
        ("ALTER TABLE parent ALTER code TYPE text USING lower(code)",
         ["ALTER COLUMN TYPE (rewrite)"]),
        ("ALTER TABLE child ADD w varchar(9)[]; ALTER TABLE child ALTER w TYPE varchar(99)[]",
         ["ADD COLUMN", "ALTER COLUMN TYPE (rewrite)"]),
        ("ALTER TABLE child ADD w varchar(9)[]; ALTER TABLE child ALTER w TYPE varchar[]",
         ["ADD COLUMN", "ALTER COLUMN TYPE (metadata only)"]),
        ("ALTER TABLE child ADD p bigint DEFAULT NULL REFERENCES parent",
         ["ADD COLUMN", "ADD COLUMN REFERENCES (default)"]),
        ("ALTER TABLE child ALTER CONSTRAINT child_parent NOT DEFERRABLE", ["ALTER CONSTRAINT"]),
        ("CREATE INDEX IF NOT EXISTS child_name ON child (name)",
         ["CREATE INDEX IF NOT EXISTS (exists)"]),
        ("ALTER TABLE child ALTER parent_id SET NOT NULL", ["ALTER COLUMN SET NOT NULL (already)"]),
        ("ALTER TABLE child DROP CONSTRAINT child_amount_check", ["DROP CHECK"]),
        ("SET LOCAL lock_timeout = '2s'; LOCK TABLE child", [
            "SET LOCAL", "LOCK TABLE ACCESS EXCLUSIVE"]),
        ("WITH gone AS (DELETE FROM child RETURNING *) SELECT * FROM gone",
         ["DELETE", "SELECT"]),
    ],
)  # fmt: skip
def test_the_shape_of_an_action(dialect: Dialect, sql: str, shapes: list[str]) -> None:
    assert [action.shape for action in actions(dialect, sql)] == shapes


@pytest.mark.parametrize(
    ("sql", "others"),
    [
        ("ALTER TABLE child DROP COLUMN parent_id", {("referenced", "parent")}),
        ("ALTER TABLE child DROP CONSTRAINT child_parent", {("referenced", "parent")}),
        ("ALTER TABLE parent DROP COLUMN id CASCADE", {("referencing", "child")}),
        ("DROP TABLE child CASCADE", {("referenced", "parent"), ("view", "recent")}),
        ("ALTER TABLE parent DROP CONSTRAINT parent_pkey CASCADE", {("referencing", "child")}),
        ("CREATE TABLE x (p bigint REFERENCES parent)", {("referenced", "parent")}),
        ("CREATE VIEW v AS SELECT 1 FROM child JOIN parent USING (id)",
         {("source", "child"), ("source", "parent")}),
    ],
)  # fmt: skip
def test_the_further_tables_it_reaches(
    dialect: Dialect, sql: str, others: set[tuple[str, str]]
) -> None:
    (action,) = actions(dialect, sql)
    assert set(action.others) == others


def test_cascade_goes_on_from_what_it_takes_along(dialect: Dialect) -> None:
    actions(dialect, "CREATE VIEW rarer AS SELECT name FROM recent")
    actions(dialect, "CREATE TABLE grandchild (child_id bigint REFERENCES child)")
    dialect.begin("shop.0003_later")
    (truncated,) = actions(dialect, "TRUNCATE parent CASCADE")
    (column,) = actions(dialect, "ALTER TABLE child DROP COLUMN name CASCADE")
    (dropped,) = actions(dialect, "DROP VIEW recent CASCADE")

    assert truncated.others == (("referencing", "child"), ("referencing", "grandchild"))
    assert column.others == (("view", "recent"), ("view", "rarer"))
    assert dropped.others == (("view", "rarer"),)


def test_a_partitioned_table_takes_its_partitions_along(dialect: Dialect) -> None:
    actions(dialect, "CREATE TABLE log (day date) PARTITION BY RANGE (day)")
    actions(dialect, "CREATE TABLE log_1 PARTITION OF log DEFAULT; CREATE TABLE log_2 (day date)")
    dialect.begin("shop.0003_later")
    (column,) = actions(dialect, "ALTER TABLE log ADD n int")
    (only,) = actions(dialect, "CREATE INDEX by_day ON ONLY log (day)")
    actions(dialect, "ALTER TABLE log ATTACH PARTITION log_2 FOR VALUES FROM (MINVALUE) TO ('now')")
    (index,) = actions(dialect, "CREATE INDEX by_n ON log (n)")
    actions(dialect, "ALTER TABLE log DETACH PARTITION log_1")
    (dropped,) = actions(dialect, "DROP TABLE log")

    assert column.others == (("part", "log_1"),)
    assert (only.shape, only.others) == ("CREATE INDEX ON ONLY", ())
    assert index.others == (("part", "log_1"), ("part", "log_2"))
    assert dropped.others == (("part", "log_2"),)


def test_an_index_is_found_in_its_schema(dialect: Dialect) -> None:
    actions(dialect, "CREATE TABLE old.child (name text)")
    actions(
        dialect, "CREATE INDEX child_name ON old.child (name); CREATE INDEX ON old.child (name)"
    )
    dialect.begin("shop.0003_later")
    (own,) = actions(dialect, "DROP INDEX child_name")
    (other,) = actions(dialect, "DROP INDEX old.child_name")
    (unnamed,) = actions(dialect, "DROP INDEX old.child_name_idx")

    assert [each.table for each in (own, other, unnamed)] == ["child", "old.child", "old.child"]


def test_a_validated_check_proves_not_null_and_is_named(dialect: Dialect) -> None:
    actions(dialect, "ALTER TABLE child ADD CONSTRAINT named CHECK (name IS NOT NULL) NOT VALID")
    (before,) = actions(dialect, "ALTER TABLE child ALTER name SET NOT NULL")
    actions(dialect, "ALTER TABLE child ALTER name DROP NOT NULL")
    dialect.begin("shop.0003_validate")
    actions(dialect, "ALTER TABLE child VALIDATE CONSTRAINT named")
    (after,) = actions(dialect, "ALTER TABLE child ALTER name SET NOT NULL")

    assert before.proof == ""
    assert "named" in after.proof
    assert "shop.0003_validate" in after.proof


def test_a_renamed_table_keeps_its_foreign_keys_and_sequences(dialect: Dialect) -> None:
    actions(dialect, "ALTER TABLE parent RENAME TO guardian; ALTER TABLE guardian RENAME id TO pk")
    (fk,) = dialect.schema.table("child").of_kind("FOREIGN KEY")

    assert (fk.references, fk.referenced) == ("guardian", ("pk",))


def test_a_new_table_is_new_only_in_its_own_migration(dialect: Dialect) -> None:
    (_, own) = actions(dialect, "CREATE TABLE fresh (id int); CREATE INDEX ON fresh (id)")
    dialect.begin("shop.0003_later")
    (later,) = actions(dialect, "CREATE INDEX ON fresh (id)")

    assert own.fresh
    assert not later.fresh


@pytest.mark.parametrize("sql", ["DO $$ BEGIN END $$", "CALL cleanup()", "PREPARE TRANSACTION 'x'"])
def test_what_the_text_does_not_tell_is_unknown_and_said(dialect: Dialect, sql: str) -> None:
    (reading,) = dialect.read(sql)
    assert reading.unknown or reading.actions[0].shape not in ("", "SELECT")


def test_the_grammar_says_where_it_stumbles() -> None:
    with pytest.raises(GrammarError) as caught:
        statements("SELECT 1;\nSELEC 2")
    assert "line 2, column 1" in caught.value.advice


def test_comments_and_dollar_quotes_do_not_split_a_statement() -> None:
    sql = (
        "-- one; two\n/* three; */ SELECT 1;"
        " CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$"
    )
    assert [each.sql.split()[0] for each in statements(sql)] == ["SELECT", "CREATE"]


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE ROLE app LOGIN PASSWORD 'tr0ub4dor'",
        "ALTER USER app PASSWORD E'tr0ub4dor'",
        "CREATE USER MAPPING FOR app SERVER s OPTIONS (password 'tr0ub4dor')",
        "SELECT dblink_connect('host=h password=tr0ub4dor')",
    ],
)
def test_a_password_in_sql_is_not_shown(dialect: Dialect, sql: str) -> None:
    assert "tr0ub4dor" not in masked(sql)
    assert all("tr0ub4dor" not in reading.sql for reading in dialect.read(sql))
