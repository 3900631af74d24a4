"""MS101: an index on a table in use, against one on a new table or built concurrently."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Index, Q, UniqueConstraint

ADULTS = UniqueConstraint(fields=["email"], condition=Q(age__gt=17), name="adult_email")


class IndexOnATableInUse(migrations.Migration):
    operations = [
        migrations.AddIndex("person", Index(fields=["born"], name="born_idx")),  # expect: MS101
        migrations.AddConstraint("person", ADULTS),  # expect: MS101
        migrations.RunSQL("CREATE INDEX visit_minutes ON people_visit (minutes)"),  # expect: MS101
        migrations.AlterField(  # expect: MS101
            "person", "notes", models.TextField(db_index=True)
        ),
        migrations.AddIndex(  # expect: MS101
            "person",
            Index(
                models.functions.Upper("name"),
                name="upper_name_idx",
            ),
        ),
    ]


class IndexOnANewTable(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Letter",
            [("id", models.BigAutoField(primary_key=True)), ("sent", models.DateField())],
        ),
        migrations.AddIndex("letter", Index(fields=["sent"], name="sent_idx")),
    ]


class IndexBuiltConcurrently(migrations.Migration):
    atomic = False
    operations = [
        AddIndexConcurrently("person", Index(fields=["seen_at"], name="seen_at_idx")),
        migrations.RenameIndex("person", new_name="person_by_name", old_name="person_name_idx"),
    ]


class UnderAStrongerLock(migrations.Migration):
    """MS110 tells the whole story."""

    operations = [
        migrations.AddField("person", "nick", models.CharField(null=True)),
        migrations.AddIndex("person", Index(fields=["nick"], name="nick_idx")),
    ]
