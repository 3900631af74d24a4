"""Triggers, policies, comments, types, functions, sequences and other objects."""

from __future__ import annotations

from migration_safety.databases.postgresql.fact import Fact

AE = "ACCESS EXCLUSIVE"
SRE = "SHARE ROW EXCLUSIVE"
SUE = "SHARE UPDATE EXCLUSIVE"
TRIGGER = (
    "CREATE TRIGGER made BEFORE UPDATE ON plain FOR EACH ROW "
    "EXECUTE FUNCTION suppress_redundant_updates_trigger()"
)
DOMAIN = "sql-alterdomain"
WHOLE = "CREATE DOMAIN whole AS integer; ALTER TABLE plain ADD COLUMN extra whole DEFAULT 1"
POLICY = "CREATE POLICY made ON plain USING (true)"

# fmt: off
# A table: one fact takes one line or two.
FACTS = (
    Fact("CREATE TRIGGER", SRE, "sql-createtrigger", TRIGGER),
    Fact("DROP TRIGGER", AE, "sql-droptrigger", "DROP TRIGGER made ON plain", setup=TRIGGER),
    Fact("ENABLE TRIGGER", SRE, "sql-altertable", "ALTER TABLE plain ENABLE TRIGGER made", setup=TRIGGER),
    Fact("DISABLE TRIGGER", SRE, "sql-altertable", "ALTER TABLE plain DISABLE TRIGGER ALL", setup=TRIGGER),
    Fact("ALTER POLICY", AE, "sql-alterpolicy", "ALTER POLICY made ON plain USING (false)", setup=POLICY),
    Fact("CREATE POLICY", AE, "sql-createpolicy", POLICY),
    Fact("DROP POLICY", AE, "sql-droppolicy", "DROP POLICY made ON plain", setup=POLICY),
    Fact("CREATE RULE", AE, "sql-createrule", "CREATE RULE made AS ON DELETE TO plain DO INSTEAD NOTHING"),
    Fact("DROP RULE", AE, "sql-droprule", "DROP RULE made ON plain",
         setup="CREATE RULE made AS ON DELETE TO plain DO INSTEAD NOTHING"),
    Fact("GRANT", "", "sql-grant", "GRANT SELECT ON plain TO PUBLIC", until=17),
    Fact("GRANT", "ACCESS SHARE", "sql-grant", "GRANT SELECT ON plain TO PUBLIC", since=18),
    Fact("CREATE STATISTICS", SUE, "sql-createstatistics", "CREATE STATISTICS made ON id, amount FROM child"),
    Fact("COMMENT ON", SUE, "sql-comment", "COMMENT ON COLUMN child.amount IS 'in euro'"),
    Fact("COMMENT ON", SUE, "sql-comment", "COMMENT ON TABLE child IS 'of a parent'"),
    Fact("COMMENT ON (other object)", "", "sql-comment", "COMMENT ON INDEX child_amount_idx IS 'by amount'"),
    Fact("CREATE EXTENSION", "", "sql-createextension", "CREATE EXTENSION IF NOT EXISTS plpgsql"),
    Fact("CREATE FUNCTION", "", "sql-createfunction",
         "CREATE FUNCTION made() RETURNS integer LANGUAGE sql AS 'SELECT 1'"),
    Fact("ALTER FUNCTION", "", "sql-alterfunction", "ALTER FUNCTION made() SET search_path = pg_catalog",
         setup="CREATE FUNCTION made() RETURNS integer LANGUAGE sql AS 'SELECT 1'"),
    Fact("CREATE SEQUENCE", "", "sql-createsequence", "CREATE SEQUENCE made"),
    Fact("ALTER SEQUENCE", "", "sql-altersequence", "ALTER SEQUENCE made AS bigint", setup="CREATE SEQUENCE made AS integer"),
    Fact("CREATE TYPE", "", "sql-createtype", "CREATE TYPE made AS ENUM ('a', 'b')"),
    Fact("CREATE TYPE", "", "sql-createdomain", "CREATE DOMAIN made AS text CHECK (VALUE <> '')"),
    Fact("ALTER DOMAIN ADD CONSTRAINT", "", DOMAIN, "ALTER DOMAIN whole ADD CONSTRAINT few CHECK (VALUE < 999)",
         setup=WHOLE, others={"using": "SHARE"}, others_scanned=("using",)),
    Fact("ALTER DOMAIN ADD CONSTRAINT NOT VALID", "", DOMAIN,
         "ALTER DOMAIN whole ADD CONSTRAINT few CHECK (VALUE < 999) NOT VALID", setup=WHOLE),
    Fact("ALTER DOMAIN VALIDATE CONSTRAINT", "", DOMAIN, "ALTER DOMAIN whole VALIDATE CONSTRAINT few",
         setup=f"{WHOLE}; ALTER DOMAIN whole ADD CONSTRAINT few CHECK (VALUE < 999) NOT VALID",
         others={"using": "SHARE"}, others_scanned=("using",)),
    Fact("ALTER DOMAIN SET NOT NULL", "", DOMAIN, "ALTER DOMAIN whole SET NOT NULL",
         setup=WHOLE, others={"using": "SHARE"}, others_scanned=("using",)),
    Fact("ALTER DOMAIN", "", DOMAIN, "ALTER DOMAIN whole SET DEFAULT 3", setup=WHOLE),
    Fact("CREATE SCHEMA", "", "sql-createschema", "CREATE SCHEMA made"),
    Fact("CREATE (other object)", "", "sql-createcollation", "CREATE COLLATION made FROM \"C\""),
    Fact("ALTER TYPE ADD VALUE", "", "sql-altertype", "ALTER TYPE mood ADD VALUE 'calm'"),
    Fact("ALTER TYPE RENAME VALUE", "", "sql-altertype", "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'"),
    Fact("RENAME (other object)", "", "sql-altersequence", "ALTER SEQUENCE made RENAME TO other", setup="CREATE SEQUENCE made"),
    Fact("SET SCHEMA (other object)", "", "sql-altertype", "ALTER TYPE mood SET SCHEMA elsewhere",
         setup="CREATE SCHEMA elsewhere"),
    Fact("DROP SEQUENCE", "", "sql-dropsequence", "DROP SEQUENCE made", setup="CREATE SEQUENCE made"),
    Fact("DROP FUNCTION", "", "sql-dropfunction", "DROP FUNCTION made()",
         setup="CREATE FUNCTION made() RETURNS integer LANGUAGE sql AS 'SELECT 1'"),
    Fact("DROP TYPE", "", "sql-droptype", "DROP TYPE made", setup="CREATE TYPE made AS ENUM ('a')"),
    Fact("DROP SCHEMA", "", "sql-dropschema", "DROP SCHEMA made", setup="CREATE SCHEMA made"),
    Fact("DROP COLLATION", "", "sql-dropcollation", "DROP COLLATION made", setup="CREATE COLLATION made FROM \"C\""),
    Fact("DROP EXTENSION", "", "sql-dropextension", "DROP EXTENSION plpgsql"),
)
