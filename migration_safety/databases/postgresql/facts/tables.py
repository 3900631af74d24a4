"""Tables as a whole: created, dropped, renamed, partitioned, altered."""

from __future__ import annotations

from migration_safety.databases.postgresql.fact import Fact

AE = "ACCESS EXCLUSIVE"
AS = "ACCESS SHARE"
SRE = "SHARE ROW EXCLUSIVE"
SUE = "SHARE UPDATE EXCLUSIVE"
PAGE = "sql-altertable"
STANDALONE = "CREATE TABLE log_2027 (LIKE log); INSERT INTO log_2027 VALUES (1, '2027-05-05')"
DEFAULT = (
    "CREATE TABLE log_default PARTITION OF log DEFAULT; INSERT INTO log VALUES (1, '2030-05-05')"
)
WITHIN = "ALTER TABLE log_2027 ADD CHECK (day >= '2027-01-01' AND day < '2028-01-01')"
OUTSIDE = "ALTER TABLE log_default ADD CHECK (NOT (day >= '2027-01-01' AND day < '2028-01-01'))"
BOUNDS = "FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')"

# fmt: off
# A table: one fact takes one line or two.
FACTS = (
    Fact("CREATE TABLE", "", "sql-createtable", "CREATE TABLE made (id bigint PRIMARY KEY)"),
    Fact("CREATE TABLE", "", "sql-createtable", "CREATE TABLE made (id bigint REFERENCES parent (id))",
         others={"referenced": SRE}),
    Fact("CREATE TABLE", "", "sql-createtable", f"CREATE TABLE made PARTITION OF log {BOUNDS}",
         others={"partitioned": AE}),
    Fact("CREATE TABLE", "", "sql-createtable", f"CREATE TABLE log_2027 PARTITION OF log {BOUNDS}",
         setup=DEFAULT, others={"partitioned": AE, "default (read)": AE}, others_scanned=("default (read)",)),
    Fact("CREATE TABLE", "", "sql-createtable", f"CREATE TABLE log_2027 PARTITION OF log {BOUNDS}",
         setup=f"{DEFAULT}; {OUTSIDE}", others={"partitioned": AE, "default": AE}),
    Fact("CREATE TABLE", "", "sql-createtable", "CREATE TABLE made () INHERITS (plain)", others={"inherited": SUE}),
    Fact("CREATE TABLE IF NOT EXISTS (exists)", "", "sql-createtable", "CREATE TABLE IF NOT EXISTS plain (id bigint)"),
    Fact("CREATE TABLE AS", "", "sql-createtableas", "CREATE TABLE made AS SELECT id FROM plain", others={"source": AS}),
    Fact("CREATE VIEW", "", "sql-createview", "CREATE VIEW made AS SELECT id FROM plain", others={"source": AS}),
    Fact("CREATE OR REPLACE VIEW (exists)", AE, "sql-createview",
         "CREATE OR REPLACE VIEW recent AS SELECT name FROM child WHERE id > 9", others={"source": AS}),
    Fact("CREATE MATERIALIZED VIEW", "", "sql-creatematerializedview",
         "CREATE MATERIALIZED VIEW made AS SELECT id FROM plain", others={"source": AS}),
    Fact("REFRESH MATERIALIZED VIEW", AE, "sql-refreshmaterializedview", "REFRESH MATERIALIZED VIEW summary",
         rewrites=True, scans=True, others={"source": AS}),
    Fact("REFRESH MATERIALIZED VIEW CONCURRENTLY", "EXCLUSIVE", "sql-refreshmaterializedview",
         "REFRESH MATERIALIZED VIEW CONCURRENTLY summary", scans=True, others={"source": AS}),
    Fact("DROP TABLE", AE, "sql-droptable", "DROP TABLE plain"),
    Fact("DROP TABLE", AE, "sql-droptable", "DROP TABLE child CASCADE",
         others={"referenced": AE, "view": AE}),
    Fact("DROP TABLE", AE, "sql-droptable", "DROP TABLE parent CASCADE", others={"referencing": AE}),
    Fact("DROP TABLE", AE, "sql-droptable", "DROP TABLE log", others={"part": AE}),
    Fact("DROP TABLE", AE, "sql-droptable", "DROP TABLE log_2026", others={"partitioned": AE}),
    Fact("DROP TABLE", AE, "sql-droptable", "DROP TABLE log_2026", setup=DEFAULT,
         others={"partitioned": AE, "default": AE}),
    Fact("DROP TABLE IF EXISTS (missing)", "", "sql-droptable", "DROP TABLE IF EXISTS nothing"),
    Fact("DROP VIEW", AE, "sql-dropview", "DROP VIEW recent"),
    Fact("DROP VIEW", AE, "sql-dropview", "DROP VIEW log_2027 CASCADE", others={"view": AE},
         setup="CREATE VIEW log_2027 AS SELECT name FROM plain; CREATE OR REPLACE VIEW recent AS SELECT name FROM log_2027"),
    Fact("DROP MATERIALIZED VIEW", AE, "sql-dropmaterializedview", "DROP MATERIALIZED VIEW summary"),
    Fact("TRUNCATE", AE, "sql-truncate", "TRUNCATE plain", rewrites=True),
    Fact("TRUNCATE", AE, "sql-truncate", "TRUNCATE parent CASCADE", rewrites=True, others={"referencing": AE}),
    Fact("RENAME TABLE", AE, PAGE, "ALTER TABLE plain RENAME TO other"),
    Fact("RENAME VIEW", AE, "sql-alterview", "ALTER VIEW recent RENAME TO other"),
    Fact("RENAME COLUMN", AE, PAGE, "ALTER TABLE child RENAME COLUMN note TO remark"),
    Fact("RENAME COLUMN", AE, PAGE, "ALTER TABLE log RENAME COLUMN id TO number", others={"part": AE}),
    Fact("SET SCHEMA", AE, PAGE, "ALTER TABLE plain SET SCHEMA elsewhere", setup="CREATE SCHEMA elsewhere"),
    Fact("SET LOGGED", AE, PAGE, "ALTER TABLE plain SET LOGGED", setup="ALTER TABLE plain SET UNLOGGED",
         rewrites=True, scans=True),
    Fact("SET UNLOGGED", AE, PAGE, "ALTER TABLE plain SET UNLOGGED", rewrites=True, scans=True),
    Fact("SET TABLESPACE", AE, PAGE, "ALTER TABLE plain SET TABLESPACE pg_default"),
    Fact("SET ACCESS METHOD", AE, PAGE, "ALTER TABLE plain SET ACCESS METHOD heap"),
    Fact("SET (storage_parameter)", SUE, PAGE, "ALTER TABLE plain SET (fillfactor = 70)"),
    Fact("RESET (storage_parameter)", SUE, PAGE, "ALTER TABLE plain RESET (fillfactor)"),
    Fact("OWNER TO", AE, PAGE, "ALTER TABLE plain OWNER TO CURRENT_USER"),
    Fact("REPLICA IDENTITY", AE, PAGE, "ALTER TABLE plain REPLICA IDENTITY FULL"),
    Fact("CLUSTER ON", SUE, PAGE, "ALTER TABLE child CLUSTER ON child_pkey"),
    Fact("SET WITHOUT CLUSTER", SUE, PAGE, "ALTER TABLE child SET WITHOUT CLUSTER"),
    Fact("ENABLE ROW LEVEL SECURITY", AE, PAGE, "ALTER TABLE plain ENABLE ROW LEVEL SECURITY"),
    Fact("DISABLE ROW LEVEL SECURITY", AE, PAGE, "ALTER TABLE plain DISABLE ROW LEVEL SECURITY"),
    Fact("FORCE ROW LEVEL SECURITY", AE, PAGE, "ALTER TABLE plain FORCE ROW LEVEL SECURITY"),
    Fact("NO FORCE ROW LEVEL SECURITY", AE, PAGE, "ALTER TABLE plain NO FORCE ROW LEVEL SECURITY"),
    Fact("ATTACH PARTITION", SUE, PAGE, f"ALTER TABLE log ATTACH PARTITION log_2027 {BOUNDS}",
         setup=STANDALONE, others={"partition": AE}, others_scanned=("partition",)),
    Fact("ATTACH PARTITION", SUE, PAGE, f"ALTER TABLE log ATTACH PARTITION log_2027 {BOUNDS}",
         setup=f"{STANDALONE}; {DEFAULT}", others={"partition": AE, "default (read)": AE},
         others_scanned=("partition", "default (read)")),
    Fact("ATTACH PARTITION", SUE, PAGE, f"ALTER TABLE log ATTACH PARTITION log_2027 {BOUNDS}",
         setup=f"{STANDALONE}; {DEFAULT}; {OUTSIDE}", others={"partition": AE, "default": AE},
         others_scanned=("partition",)),
    Fact("ATTACH PARTITION (validated CHECK)", SUE, PAGE, f"ALTER TABLE log ATTACH PARTITION log_2027 {BOUNDS}",
         setup=f"{STANDALONE}; {WITHIN}", others={"partition": AE}),
    Fact("ATTACH PARTITION (validated CHECK)", SUE, PAGE, f"ALTER TABLE log ATTACH PARTITION log_2027 {BOUNDS}",
         setup=f"{STANDALONE}; ALTER TABLE log_2027 ADD CHECK (day BETWEEN '2027-02-01' AND '2027-11-30')",
         others={"partition": AE}),
    Fact("ATTACH PARTITION (validated CHECK)", SUE, PAGE, f"ALTER TABLE log ATTACH PARTITION log_2027 {BOUNDS}",
         setup=f"{STANDALONE}; {WITHIN}; {DEFAULT}; {OUTSIDE}", others={"partition": AE, "default": AE}),
    Fact("ATTACH PARTITION (validated CHECK)", SUE, PAGE, f"ALTER TABLE log ATTACH PARTITION log_2027 {BOUNDS}",
         setup=f"{STANDALONE}; {WITHIN}; {DEFAULT}", others={"partition": AE, "default (read)": AE},
         others_scanned=("default (read)",)),
    Fact("DETACH PARTITION", AE, PAGE, "ALTER TABLE log DETACH PARTITION log_2026", others={"partition": AE}),
    Fact("DETACH PARTITION", AE, PAGE, "ALTER TABLE log DETACH PARTITION log_2026", setup=DEFAULT,
         others={"partition": AE, "default": AE}),
    Fact("DETACH PARTITION CONCURRENTLY", SUE, PAGE, "ALTER TABLE log DETACH PARTITION log_2026 CONCURRENTLY",
         transactional=False, others={"partition": AE}),
    Fact("CLUSTER", AE, "sql-cluster", "CLUSTER child USING child_pkey", rewrites=True, scans=True),
    Fact("VACUUM FULL", AE, "sql-vacuum", "VACUUM FULL plain",
         rewrites=True, scans=True, transactional=False),
    Fact("VACUUM", SUE, "sql-vacuum", "VACUUM plain", transactional=False),
    Fact("ANALYZE", SUE, "sql-analyze", "ANALYZE plain"),
)
