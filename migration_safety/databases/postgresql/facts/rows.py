"""Rows, explicit locks, settings and transactions."""

from __future__ import annotations

from migration_safety.databases.postgresql.fact import Fact
from migration_safety.databases.postgresql.locks import BLOCKS

AS = "ACCESS SHARE"
RX = "ROW EXCLUSIVE"

# fmt: off
# A table: one fact takes one line or two.
FACTS = (
    Fact("SELECT", AS, "sql-select", "SELECT note FROM child WHERE id = 1"),
    Fact("SELECT", "", "sql-select", "SELECT 1"),
    Fact("SELECT FOR UPDATE", "ROW SHARE", "sql-select", "SELECT id FROM child WHERE id = 1 FOR UPDATE"),
    Fact("INSERT", RX, "sql-insert", "INSERT INTO plain (id) SELECT id FROM parent", others={"source": AS}),
    Fact("UPDATE", RX, "sql-update", "UPDATE child SET amount = 1 WHERE id = 1"),
    Fact("UPDATE", RX, "sql-update", "UPDATE child SET amount = 1 FROM plain WHERE child.id = 1 AND plain.id = 1",
         others={"source": AS}),
    Fact("DELETE", RX, "sql-delete", "DELETE FROM child WHERE id = 1"),
    Fact("DELETE", RX, "sql-delete", "DELETE FROM child USING plain WHERE child.id = 1 AND plain.id = 1",
         others={"source": AS}),
    Fact("MERGE", RX, "sql-merge",
         "MERGE INTO child USING parent ON child.id = parent.id AND parent.id = 1 WHEN MATCHED THEN DELETE",
         others={"source": AS}),
    *(Fact(f"LOCK TABLE {mode}", mode, "sql-lock", f"LOCK TABLE plain IN {mode} MODE") for mode in BLOCKS),
    Fact("LOCK TABLE SHARE", "SHARE", "sql-lock", "LOCK TABLE log IN SHARE MODE", others={"part": "SHARE"}),
    Fact("SET", "", "sql-set", "SET lock_timeout = '1s'"),
    Fact("SET LOCAL", "", "sql-set", "SET LOCAL lock_timeout = '1s'"),
    Fact("RESET", "", "sql-reset", "RESET lock_timeout"),
    Fact("SHOW", "", "sql-show", "SHOW lock_timeout"),
    Fact("SAVEPOINT", "", "sql-savepoint", "SAVEPOINT here"),
)

# Statements whose effect is on the transaction itself, or on the client's data: no example
# can run inside the frame that observes the others.  Roles outlive the database of a test.
UNPROVEN = (
    Fact("BEGIN", "", "sql-begin", ""),
    Fact("COMMIT", "", "sql-commit", ""),
    Fact("ROLLBACK", "", "sql-rollback", ""),
    Fact("COPY", RX, "sql-copy", ""),
    Fact("CREATE ROLE", "", "sql-createrole", ""),
    Fact("ALTER ROLE", "", "sql-alterrole", ""),
    Fact("DROP OWNED", "", "sql-drop-owned", ""),
    Fact("DROP DATABASE", "", "sql-dropdatabase", ""),
)
