"""MS101: an index on a table in use, against one on a new table or built concurrently."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class IndexOnATableInUse(migrations.Migration):
    operations = [
        migrations.AddIndex("person", models.Index(fields=["born"], name="born_idx")),  # expect: MS101
        migrations.AddConstraint(  # expect: MS101
            "person",
            models.UniqueConstraint(
                fields=["email"], condition=models.Q(age__gt=17), name="adult_email"
            ),
        ),
        migrations.RunSQL("CREATE INDEX visit_minutes ON people_visit (minutes)"),  # expect: MS101
        migrations.AlterField("person", "notes", models.TextField(db_index=True)),  # expect: MS101
    ]


class IndexOnANewTable(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Letter",
            [("id", models.BigAutoField(primary_key=True)), ("sent", models.DateField())],
        ),
        migrations.AddIndex("letter", models.Index(fields=["sent"], name="sent_idx")),
    ]


class IndexBuiltConcurrently(migrations.Migration):
    atomic = False
    operations = [
        AddIndexConcurrently("person", models.Index(fields=["seen_at"], name="seen_at_idx")),
        migrations.RenameIndex("person", new_name="person_by_name", old_name="person_name_idx"),
    ]
