"""MS107: an index dropped under ACCESS EXCLUSIVE, against one dropped concurrently."""

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models


class Plain(migrations.Migration):
    operations = [
        migrations.RemoveIndex("person", "person_name_idx"),  # expect: MS107
        migrations.RunSQL("CREATE INDEX minutes_idx ON people_visit (minutes)"),
    ]


class ByField(migrations.Migration):
    operations = [
        migrations.AlterField("person", "code", models.CharField(max_length=20)),  # expect: MS107
    ]


class BuiltOtherwise(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS107
            "DROP INDEX minutes_idx; CREATE INDEX minutes_idx ON people_visit (minutes)"
        ),
    ]


class Concurrently(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL("DROP INDEX CONCURRENTLY minutes_idx"),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddIndex("visit", models.Index(fields=["at"], name="at_idx")),
            ],
            database_operations=[
                migrations.RunSQL("CREATE INDEX CONCURRENTLY at_idx ON people_visit (at)"),
            ],
        ),
        RemoveIndexConcurrently("visit", "at_idx"),
    ]


class TableIsLockedAlready(migrations.Migration):
    operations = [
        migrations.RunSQL("CREATE INDEX seen_idx ON people_person (seen_at)"),
        migrations.AddField("person", "phone", models.CharField(null=True)),
        migrations.RunSQL("DROP INDEX seen_idx"),
    ]


class OnANewTable(migrations.Migration):
    operations = [
        migrations.CreateModel("Letter", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddIndex("letter", models.Index(fields=["id"], name="letter_idx")),
        migrations.RemoveIndex("letter", "letter_idx"),
    ]
