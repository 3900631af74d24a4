"""Rows that a migration writes on green while blue goes on."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Model

from tests.postgresql.replication.case import LOSSY, LOUD, SILENT, Case, Way, author, usual

CALLED = models.CharField(max_length=40, null=True)
ADD = migrations.AddField("author", "called", CALLED)
FILL = "UPDATE shop_author SET called = upper(name)"
IN_PLACE = "UPDATE shop_author SET code = 'c' || code WHERE code NOT LIKE 'c%'"
STALE = "SELECT FROM shop_author WHERE called IS DISTINCT FROM upper(name)"
OLD_FORM = "SELECT FROM shop_author WHERE code NOT LIKE 'c%'"
BOTH_FORMS = "SELECT WHERE (SELECT count(DISTINCT code LIKE 'c%') FROM shop_author) > 1"
GONE = "SELECT FROM shop_author WHERE called IS NOT NULL"


def fill(apps: object, editor: object) -> None:
    """As people write it."""
    writer: type[Model] = apps.get_model("shop", "Author")  # type: ignore[attr-defined]
    for each in writer.objects.all():
        each.called = each.name.upper()
        each.save(update_fields=["called"])


def prefix(apps: object, editor: object) -> None:
    """Another form of what is there."""
    writer: type[Model] = apps.get_model("shop", "Author")  # type: ignore[attr-defined]
    for each in writer.objects.all():
        each.code = f"c{each.code}"
        each.save(update_fields=["code"])


def tags(apps: object, editor: object) -> None:
    """A row of the migration's own."""
    tag: type[Model] = apps.get_model("shop", "Tag")  # type: ignore[attr-defined]
    tag.objects.create(label="made")


CASES = (
    Case(
        "RunSQL fills a new column",
        (ADD, migrations.RunSQL(FILL)),
        Way(SILENT, hazard="S5", sound=STALE),
        Way(LOUD, LOSSY, kept=GONE),
    ),
    Case(
        "RunPython fills a new column",
        (ADD, migrations.RunPython(fill)),
        Way(SILENT, None, "S5", sound=STALE),
        Way(LOUD, LOSSY, kept=GONE),
        run=FILL,
    ),
    Case(
        "RunSQL rewrites a column in place",
        (migrations.RunSQL(IN_PLACE),),
        Way(SILENT, hazard="S4", sound=OLD_FORM),
        Way(SILENT, None, "S4", sound=BOTH_FORMS),
        new=usual(201, code="'c7'"),
        transforms=frozenset({"code"}),
    ),
    Case(
        "RunPython rewrites a column in place",
        (migrations.RunPython(prefix),),
        Way(SILENT, None, "S4", sound=OLD_FORM),
        Way(SILENT, None, "S4", sound=BOTH_FORMS),
        new=usual(201, code="'c7'"),
        run=IN_PLACE,
    ),
    Case(
        "RunPython adds a row, sequences as they were copied",
        (migrations.RunPython(tags),),
        Way(LOUD),
        Way(SILENT, SILENT, judged=LOSSY),
        run="INSERT INTO shop_tag VALUES (101, 'made')",
        apart="INSERT INTO shop_tag VALUES (1000101, 'made')",
        own="DELETE FROM shop_tag WHERE id = 1000101",
        new=author(201),
    ),
    Case(
        "RunSQL deletes rows",
        (migrations.RunSQL("DELETE FROM shop_author WHERE id = 1"),),
        Way(SILENT, None, "S12"),
        Way(SILENT, SILENT, judged=LOSSY),
        old="UPDATE shop_author SET name = 'still there' WHERE id = 1;",
    ),
    Case(
        "A column moves to a table of its own",
        (
            migrations.RunSQL("CREATE TABLE shop_profile (author_id bigint PRIMARY KEY, bio text)"),
            migrations.RunSQL("INSERT INTO shop_profile SELECT id, bio FROM shop_author"),
            migrations.RemoveField("author", "bio"),
        ),
        Way(LOUD, None, "S5", judged=SILENT),
        Way(LOUD, LOSSY, kept="SELECT FROM shop_profile"),
        new=usual(201, without="bio"),
    ),
)
