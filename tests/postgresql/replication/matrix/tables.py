"""Tables that come, go, get another name or another form."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import CASCADE

from tests.postgresql.replication.case import LOSSY, LOUD, OLD, SILENT, WORKS, Case, Way, usual

NUMBER = ("id", models.BigAutoField(primary_key=True))
LEGACY = migrations.CreateModel("Legacy", [NUMBER, ("text", models.TextField())])
REVIEW = migrations.CreateModel("Review", [NUMBER, ("tag", models.ForeignKey("shop.Tag", CASCADE))])
RENAMED = """
INSERT INTO shop_label VALUES (201, 'new');
UPDATE shop_label SET label = 'changed' WHERE id = 3;
DELETE FROM shop_label WHERE id = 5;
"""
SWAPPED = """
CREATE TABLE shop_next (id bigint PRIMARY KEY, label varchar(20) NOT NULL);
INSERT INTO shop_next SELECT * FROM shop_tag;
DROP TABLE shop_tag;
ALTER TABLE shop_next RENAME TO shop_tag;
"""
STAMP = """
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN NEW.nick := ''stamped''; RETURN NEW; END'
"""
FIRES = "CREATE TRIGGER stamp BEFORE INSERT ON shop_author FOR EACH ROW EXECUTE FUNCTION stamp()"
# Of all rows that have come since, in both columns that both sides have.
SAME_TAGS = (
    "SELECT FROM shop_label WHERE (id = 101 AND label <> 'new')"
    " OR (id = 3 AND label <> 'changed 101') OR id = 5"
    " UNION ALL SELECT WHERE NOT EXISTS (SELECT FROM shop_label WHERE id = 101)"
)
SAME_BACK = (
    "SELECT FROM shop_tag WHERE (id = 3 AND label <> 'changed') OR id = 5"
    " UNION ALL SELECT WHERE NOT EXISTS (SELECT FROM shop_tag WHERE id = 201)"
)

CASES = (
    Case(
        "CreateModel",
        (LEGACY,),
        reverse=Way(LOUD, LOSSY, kept="SELECT FROM shop_legacy"),
        new=usual(201) + "INSERT INTO shop_legacy VALUES (1, 'x');",
    ),
    Case(
        "CreateModel with a ForeignKey",
        (REVIEW,),
        reverse=Way(LOUD, LOSSY, kept="SELECT FROM shop_review"),
        new=usual(201) + "INSERT INTO shop_review VALUES (1, 3);",
    ),
    Case(
        "DeleteModel",
        (migrations.DeleteModel("Legacy"),),
        Way(LOUD),
        blue=(LEGACY,),
        old=OLD + "INSERT INTO shop_legacy VALUES (1, 'x');",
    ),
    Case(
        "RenameModel",
        (migrations.RenameModel("Tag", "Label"),),
        Way(LOUD, hazard="S1", sound=SAME_TAGS),
        Way(LOUD, sound=SAME_BACK),
        new=RENAMED,
    ),
    Case(
        "AlterModelTable",
        (migrations.AlterModelTable("tag", "shop_label"),),
        Way(LOUD, hazard="S1", sound=SAME_TAGS),
        Way(LOUD, sound=SAME_BACK),
        new=RENAMED,
    ),
    Case(
        "A table made anew under its name",
        (migrations.RunSQL(SWAPPED),),
        Way(SILENT, None, "S1"),
        Way(None, None, judged=SILENT),
    ),
    Case(
        "No operation, a table without a primary key",
        (),
        Way(LOUD, LOUD, judged=WORKS),
        Way(LOUD, LOUD, judged=WORKS),
        blue=(migrations.RunSQL("CREATE TABLE shop_loose (id integer)"),),
        rows="INSERT INTO shop_loose VALUES (1);",
        old="UPDATE shop_loose SET id = 2;",
        new="UPDATE shop_loose SET id = 2;",
    ),
    Case(
        "CREATE TRIGGER, as it is made",
        (migrations.RunSQL(STAMP), migrations.RunSQL(FIRES)),
        Way(
            SILENT,
            hazard="S7",
            sound="SELECT FROM shop_author WHERE id > 100 AND nick <> 'stamped'",
        ),
        transforms=frozenset({"nick"}),
    ),
    Case(
        "SET UNLOGGED",
        (migrations.RunSQL("ALTER TABLE shop_tag SET UNLOGGED"),),
        reverse=Way(LOUD, None, judged=SILENT, hazard="S18"),
    ),
    Case(
        "RemoveField of the primary key, another takes its place",
        (
            migrations.RunSQL("ALTER TABLE shop_tag DROP CONSTRAINT shop_tag_pkey"),
            migrations.RunSQL("ALTER TABLE shop_tag ADD CONSTRAINT by_label PRIMARY KEY (label)"),
        ),
        Way(LOUD, None),
        Way(LOUD, None),
        old="UPDATE shop_tag SET label = 'x' WHERE id = 1;",
        new="UPDATE shop_tag SET label = 'x' WHERE id = 1;",
    ),
)
