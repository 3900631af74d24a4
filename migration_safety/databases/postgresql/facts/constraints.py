"""ALTER TABLE .. ADD, VALIDATE and DROP CONSTRAINT, SET CONSTRAINTS."""

from __future__ import annotations

from migration_safety.databases.postgresql.fact import Fact

AE = "ACCESS EXCLUSIVE"
SRE = "SHARE ROW EXCLUSIVE"
SUE = "SHARE UPDATE EXCLUSIVE"
PAGE = "sql-altertable"
FOREIGN_KEY = "FOREIGN KEY (parent_id) REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED"
UNIQUE_INDEX = "CREATE UNIQUE INDEX child_unique ON child (id)"
ADD_VALID = "ALTER TABLE child ADD CONSTRAINT made CHECK (amount >= 0)"
ADD_NOT_VALID = f"{ADD_VALID} NOT VALID"

# fmt: off
# A table: one fact takes one line or two.
FACTS = (
    Fact("ADD CHECK", AE, PAGE, ADD_VALID, scans=True),
    Fact("ADD CHECK", AE, PAGE, "ALTER TABLE plain ADD CONSTRAINT made CHECK (amount >= 0)",
         setup="CREATE TABLE heir () INHERITS (plain)", scans=True, others={"part": AE}),
    Fact("ADD CHECK NOT VALID", AE, PAGE, ADD_NOT_VALID),
    Fact("VALIDATE CHECK", SUE, PAGE, "ALTER TABLE child VALIDATE CONSTRAINT made", setup=ADD_NOT_VALID, scans=True),
    Fact("VALIDATE CHECK (already valid)", SUE, PAGE, "ALTER TABLE child VALIDATE CONSTRAINT made", setup=ADD_VALID),
    Fact("DROP CHECK", AE, PAGE, "ALTER TABLE child DROP CONSTRAINT made", setup=ADD_VALID),
    Fact("ADD FOREIGN KEY", SRE, PAGE, f"ALTER TABLE child ADD CONSTRAINT made {FOREIGN_KEY}",
         scans=True, others={"referenced": SRE}),
    Fact("ADD FOREIGN KEY NOT VALID", SRE, PAGE, f"ALTER TABLE child ADD CONSTRAINT made {FOREIGN_KEY} NOT VALID",
         others={"referenced": SRE}),
    Fact("VALIDATE FOREIGN KEY", SUE, PAGE, "ALTER TABLE child VALIDATE CONSTRAINT made",
         setup=f"ALTER TABLE child ADD CONSTRAINT made {FOREIGN_KEY} NOT VALID",
         scans=True, others={"referenced": "ROW SHARE"}),
    Fact("VALIDATE FOREIGN KEY (already valid)", SUE, PAGE, "ALTER TABLE child VALIDATE CONSTRAINT child_parent_fk"),
    Fact("DROP FOREIGN KEY", AE, PAGE, "ALTER TABLE child DROP CONSTRAINT child_parent_fk", others={"referenced": AE}),
    Fact("ADD UNIQUE", AE, PAGE, "ALTER TABLE child ADD CONSTRAINT made UNIQUE (id, amount)", scans=True),
    Fact("ADD UNIQUE USING INDEX", AE, PAGE, "ALTER TABLE child ADD CONSTRAINT made UNIQUE USING INDEX child_unique",
         setup=UNIQUE_INDEX),
    Fact("DROP UNIQUE", AE, PAGE, "ALTER TABLE child DROP CONSTRAINT made",
         setup="ALTER TABLE child ADD CONSTRAINT made UNIQUE (id, amount)"),
    Fact("ADD PRIMARY KEY", AE, PAGE, "ALTER TABLE plain ADD CONSTRAINT made PRIMARY KEY (id)", scans=True),
    Fact("ADD PRIMARY KEY USING INDEX", AE, PAGE, "ALTER TABLE plain ADD CONSTRAINT made PRIMARY KEY USING INDEX plain_id",
         setup="ALTER TABLE plain ALTER id SET NOT NULL; CREATE UNIQUE INDEX plain_id ON plain (id)"),
    Fact("ADD PRIMARY KEY USING INDEX (nullable columns)", AE, PAGE,
         "ALTER TABLE plain ADD CONSTRAINT made PRIMARY KEY USING INDEX plain_id",
         setup="CREATE UNIQUE INDEX plain_id ON plain (id)", scans=True),
    Fact("DROP PRIMARY KEY", AE, PAGE, "ALTER TABLE child DROP CONSTRAINT child_pkey"),
    Fact("DROP PRIMARY KEY", AE, PAGE, "ALTER TABLE parent DROP CONSTRAINT parent_pkey CASCADE",
         others={"referencing": AE}),
    Fact("DROP UNIQUE", AE, PAGE, "ALTER TABLE parent DROP CONSTRAINT made CASCADE", others={"referencing": AE},
         setup="ALTER TABLE parent ADD CONSTRAINT made UNIQUE (code); ALTER TABLE child ADD FOREIGN KEY (name) REFERENCES parent (code) NOT VALID"),
    Fact("ADD EXCLUDE", AE, PAGE,
         "ALTER TABLE child ADD CONSTRAINT made EXCLUDE USING btree (id WITH =)", scans=True),
    Fact("DROP EXCLUDE", AE, PAGE, "ALTER TABLE child DROP CONSTRAINT made",
         setup="ALTER TABLE child ADD CONSTRAINT made EXCLUDE USING btree (id WITH =)"),
    Fact("ADD NOT NULL", AE, PAGE, "ALTER TABLE child ADD CONSTRAINT made NOT NULL amount", scans=True, since=18),
    Fact("ADD NOT NULL NOT VALID", AE, PAGE, "ALTER TABLE child ADD CONSTRAINT made NOT NULL amount NOT VALID", since=18),
    Fact("VALIDATE NOT NULL", SUE, PAGE, "ALTER TABLE child VALIDATE CONSTRAINT made",
         setup="ALTER TABLE child ADD CONSTRAINT made NOT NULL amount NOT VALID", scans=True, since=18),
    Fact("VALIDATE NOT NULL (already valid)", SUE, PAGE, "ALTER TABLE child VALIDATE CONSTRAINT made",
         setup="ALTER TABLE child ADD CONSTRAINT made NOT NULL amount", since=18),
    Fact("DROP NOT NULL", AE, PAGE, "ALTER TABLE child DROP CONSTRAINT made",
         setup="ALTER TABLE child ADD CONSTRAINT made NOT NULL amount", since=18),
    Fact("DROP CONSTRAINT IF EXISTS (missing)", AE, PAGE, "ALTER TABLE child DROP CONSTRAINT IF EXISTS nothing"),
    Fact("ALTER CONSTRAINT", AE, PAGE, "ALTER TABLE child ALTER CONSTRAINT child_parent_fk NOT DEFERRABLE"),
    Fact("ALTER CONSTRAINT NOT ENFORCED", AE, PAGE, "ALTER TABLE child ALTER CONSTRAINT child_parent_fk NOT ENFORCED",
         others={"referenced": AE}, since=18),
    Fact("ALTER CONSTRAINT ENFORCED", AE, PAGE, "ALTER TABLE child ALTER CONSTRAINT made ENFORCED",
         setup="ALTER TABLE child ADD CONSTRAINT made FOREIGN KEY (id) REFERENCES parent NOT ENFORCED",
         scans=True, others={"referenced": SRE}, since=18),
    Fact("ADD CHECK NOT VALID", AE, PAGE, f"{ADD_VALID} NOT ENFORCED", since=18),
    Fact("RENAME CONSTRAINT", AE, PAGE, "ALTER TABLE child RENAME CONSTRAINT child_parent_fk TO other_name"),
    Fact("SET CONSTRAINTS", "", "sql-set-constraints", "SET CONSTRAINTS child_parent_fk IMMEDIATE"),
)
