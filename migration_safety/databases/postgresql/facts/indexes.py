"""Indexes: created, dropped, rebuilt, renamed."""

from __future__ import annotations

from migration_safety.databases.postgresql.fact import Fact

AE = "ACCESS EXCLUSIVE"
SUE = "SHARE UPDATE EXCLUSIVE"

# fmt: off
# A table: one fact takes one line or two.
FACTS = (
    Fact("CREATE INDEX", "SHARE", "sql-createindex", "CREATE INDEX made ON child (note)", scans=True),
    Fact("CREATE INDEX", "SHARE", "sql-createindex", "CREATE UNIQUE INDEX made ON child (id) WHERE amount > 3",
         scans=True),
    Fact("CREATE INDEX ON ONLY", "SHARE", "sql-createindex", "CREATE INDEX made ON ONLY log (day)"),
    Fact("CREATE INDEX IF NOT EXISTS (exists)", "SHARE", "sql-createindex",
         "CREATE INDEX IF NOT EXISTS child_amount_idx ON child (amount)"),
    Fact("CREATE INDEX CONCURRENTLY", SUE, "sql-createindex", "CREATE INDEX CONCURRENTLY made ON child (note)",
         scans=True, transactional=False),
    Fact("DROP INDEX", AE, "sql-dropindex", "DROP INDEX child_amount_idx"),
    Fact("DROP INDEX CONCURRENTLY", SUE, "sql-dropindex", "DROP INDEX CONCURRENTLY child_amount_idx",
         transactional=False),
    Fact("DROP INDEX IF EXISTS (missing)", "", "sql-dropindex", "DROP INDEX IF EXISTS nothing"),
    Fact("REINDEX", "SHARE", "sql-reindex", "REINDEX TABLE child", scans=True),
    Fact("REINDEX", "SHARE", "sql-reindex", "REINDEX INDEX child_amount_idx", scans=True),
    Fact("REINDEX CONCURRENTLY", SUE, "sql-reindex", "REINDEX INDEX CONCURRENTLY child_amount_idx",
         scans=True, transactional=False),
    Fact("RENAME INDEX", "", "sql-alterindex", "ALTER INDEX child_amount_idx RENAME TO other_idx"),
    Fact("ALTER INDEX", "", "sql-alterindex", "ALTER INDEX child_amount_idx SET (fillfactor = 80)"),
)
