"""Constraints and indexes."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import CASCADE, Index, Q, UniqueConstraint
from django.db.models.functions import Upper

from tests.postgresql.replication.case import LOSSY, LOUD, SILENT, WORKS, Case, Way, author, usual

UNIQUE = migrations.AddConstraint("author", UniqueConstraint(fields=["code"], name="one_code"))
TOGETHER = migrations.AlterUniqueTogether("author", {("code", "qty")})
CHECK = migrations.AddConstraint(
    "author", models.CheckConstraint(condition=Q(qty__gte=0), name="qty_positive")
)
NOT_VALID = migrations.RunSQL(
    "ALTER TABLE shop_author ADD CONSTRAINT qty_positive CHECK (qty >= 0) NOT VALID"
)
EXCLUDE = migrations.RunSQL(
    "ALTER TABLE shop_author ADD CONSTRAINT apart EXCLUDE USING gist"
    " (int4range(qty, qty, '[]') WITH &&)"
)
TWICE = usual(101, code="'42'")
APART = author(201, code="'2001'", qty=2001)
ONCE = author(101, code="'1001'", qty=1001) + "DELETE FROM shop_author WHERE id = 6;"
TAG = models.ForeignKey("shop.Tag", CASCADE, null=True)
MENDED = "UPDATE shop_author SET tag_id = id WHERE id < 6"
DANGLING = (
    "SELECT FROM shop_author WHERE tag_id IS NOT NULL"
    " AND NOT EXISTS (SELECT FROM shop_tag WHERE shop_tag.id = tag_id)"
)
LINKED = "INSERT INTO shop_author_tags (author_id, tag_id) VALUES (4, 5), (6, 4)"
LOOSE = (
    "SELECT FROM shop_author_tags AS link WHERE NOT EXISTS (SELECT FROM shop_tag WHERE id = tag_id)"
    " OR NOT EXISTS (SELECT FROM shop_author WHERE id = author_id)"
)
NAMED_ONCE = migrations.AddConstraint("author", UniqueConstraint(fields=["name"], name="one_name"))

CASES = (
    Case("AddIndex", (migrations.AddIndex("author", Index(fields=["qty"], name="by_qty")),)),
    Case(
        "AddIndex on an expression",
        (migrations.AddIndex("author", Index(Upper("name"), name="by_upper")),),
    ),
    Case(
        "AddIndex on an expression that fails for a row that arrives",
        (migrations.RunSQL("CREATE INDEX by_share ON shop_author ((1 / qty))"),),
        Way(LOUD),
        old=usual(101, qty=0),
    ),
    Case(
        "AddConstraint unique, no duplicate arrives",
        (UNIQUE,),
        Way(judged=LOUD),
        old=ONCE,
        new=APART,
    ),
    Case("AddConstraint unique, duplicates arrive", (UNIQUE,), Way(LOUD), old=TWICE, new=APART),
    Case(
        "AlterUniqueTogether, no duplicate arrives",
        (TOGETHER,),
        Way(judged=LOUD),
        old=ONCE,
        new=APART,
    ),
    Case("AlterUniqueTogether, duplicates arrive", (TOGETHER,), Way(LOUD), old=TWICE, new=APART),
    Case(
        "CREATE UNIQUE INDEX, duplicates arrive",
        (migrations.RunSQL("CREATE UNIQUE INDEX one_code ON shop_author (code)"),),
        Way(LOUD),
        old=TWICE,
        new=APART,
    ),
    Case("AddConstraint check, no violation arrives", (CHECK,), Way(judged=LOUD)),
    Case("AddConstraint check, a violation arrives", (CHECK,), Way(LOUD), old=usual(101, qty=-1)),
    Case(
        "ADD CHECK NOT VALID, a violation arrives",
        (NOT_VALID,),
        Way(LOUD),
        old=usual(101, qty=-1),
    ),
    Case(
        "Unique by an index that becomes a constraint, duplicates arrive",
        (
            migrations.RunSQL("CREATE UNIQUE INDEX one_code ON shop_author (code)"),
            migrations.RunSQL(
                "ALTER TABLE shop_author ADD CONSTRAINT one_code UNIQUE USING INDEX one_code"
            ),
        ),
        Way(LOUD),
        old=TWICE,
        new=APART,
    ),
    Case(
        "ADD CHECK NOT VALID, validated, a violation arrives",
        (
            NOT_VALID,
            migrations.RunSQL("ALTER TABLE shop_author VALIDATE CONSTRAINT qty_positive"),
        ),
        Way(LOUD),
        old=usual(101, qty=-1),
    ),
    Case(
        "null -> NOT NULL by way of a check that goes again, NULL arrives",
        (
            migrations.RunSQL(
                "ALTER TABLE shop_author ADD CONSTRAINT there CHECK (nick IS NOT NULL) NOT VALID"
            ),
            migrations.RunSQL("ALTER TABLE shop_author VALIDATE CONSTRAINT there"),
            migrations.RunSQL("ALTER TABLE shop_author ALTER COLUMN nick SET NOT NULL"),
            migrations.RunSQL("ALTER TABLE shop_author DROP CONSTRAINT there"),
        ),
        Way(LOUD),
        old=usual(101, nick="NULL"),
    ),
    Case(
        "ExclusionConstraint, no overlap arrives", (EXCLUDE,), Way(judged=LOUD), old=ONCE, new=APART
    ),
    Case("ExclusionConstraint, an overlap arrives", (EXCLUDE,), Way(LOUD), old=TWICE, new=APART),
    Case(
        "RemoveConstraint unique, duplicates are written",
        (migrations.RemoveConstraint("author", "one_name"),),
        reverse=Way(LOUD),
        blue=(NAMED_ONCE,),
        old="UPDATE shop_author SET name = 'alone' WHERE id = 1;",
        new="UPDATE shop_author SET name = 'twice' WHERE id < 3;",
    ),
    Case(
        "RemoveConstraint check, a violation is written",
        (migrations.RemoveConstraint("author", "qty_positive"),),
        reverse=Way(LOUD),
        blue=(CHECK,),
        new=usual(201, qty=-1),
    ),
    Case(
        "AddField ForeignKey null",
        (migrations.AddField("author", "tag", TAG),),
        Way(sound=DANGLING),
        Way(LOUD, LOSSY, kept="SELECT FROM shop_author WHERE tag_id = 3"),
        new=usual(201) + author(203, tag_id=3),
    ),
    Case(
        "AddField ForeignKey, backfilled, blue deletes what it refers to",
        (migrations.AddField("author", "tag", TAG), migrations.RunSQL(MENDED)),
        Way(SILENT, hazard="S8", sound=DANGLING),
        Way(LOUD, LOSSY, kept="SELECT FROM shop_author WHERE tag_id = 3"),
        old="DELETE FROM shop_tag WHERE id = 5;",
        new=author(203, tag_id=3),
    ),
    Case(
        "ADD FOREIGN KEY on a column that blue has, rows without a parent arrive",
        (
            migrations.RunSQL(
                "ALTER TABLE shop_author ADD CONSTRAINT of_tag FOREIGN KEY (qty)"
                " REFERENCES shop_tag (id)"
            ),
        ),
        Way(SILENT, SILENT, "S8", sound="SELECT FROM shop_author WHERE qty > 900"),
        new="UPDATE shop_author SET qty = 1 WHERE id = 1;",
        old=author(101, qty=1001),
    ),
    Case(
        "M2M, backfilled, blue deletes both ends",
        (
            migrations.AddField("author", "tags", models.ManyToManyField("shop.Tag")),
            migrations.RunSQL(LINKED),
        ),
        Way(SILENT, hazard="S8", sound=LOOSE),
        Way(LOUD, LOSSY, kept="SELECT FROM shop_author_tags"),
        old="DELETE FROM shop_tag WHERE id = 5; DELETE FROM shop_author WHERE id = 6;",
        new=author(203) + "INSERT INTO shop_author_tags (author_id, tag_id) VALUES (203, 3);",
    ),
    Case(
        "AddField ForeignKey to a table that blue truncates",
        (
            migrations.AddField(
                "author", "note", models.ForeignKey("shop.Note", CASCADE, null=True)
            ),
        ),
        Way(LOUD, LOUD, judged=WORKS),
        Way(LOUD, LOSSY, kept="SELECT note_id FROM shop_author"),
        blue=(migrations.CreateModel("Note", [("id", models.BigAutoField(primary_key=True))]),),
        old="INSERT INTO shop_note VALUES (1); TRUNCATE shop_note;",
    ),
)
