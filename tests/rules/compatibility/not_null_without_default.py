"""MS301: a column that old INSERTs leave out, against one that the database fills in."""

import uuid

from django.db import migrations, models


class LeftOut(migrations.Migration):
    operations = [
        migrations.AddField(  # expect: MS301
            "person", "nickname", models.CharField(max_length=20, default="")
        ),
        migrations.AddField(  # expect: MS301
            "person", "public_id", models.UUIDField(default=uuid.uuid4)
        ),
        migrations.AddField(  # expect: MS301
            "person", "since", models.DateField(auto_now_add=True)
        ),
        migrations.AddField(  # expect: MS301
            "person", "title", models.CharField(max_length=20, blank=True)
        ),
        migrations.AlterOrderWithRespectTo("visit", "person"),  # expect: MS301
        migrations.RunSQL(  # expect: MS301
            "ALTER TABLE people_visit ADD COLUMN room integer NOT NULL DEFAULT 1, "
            "ALTER COLUMN room DROP DEFAULT",
            "ALTER TABLE people_visit DROP COLUMN room",
        ),
        migrations.AddField(  # expect: MS301
            "visit",
            "host",
            models.ForeignKey("people.Person", models.CASCADE, default=1, related_name="hosted"),
        ),
    ]


class FilledIn(migrations.Migration):
    operations = [
        migrations.AddField("person", "alias", models.CharField(max_length=20, null=True)),
        migrations.AddField(
            "person", "mood", models.CharField(max_length=20, default="calm", db_default="calm")
        ),
        migrations.RunSQL(
            "ALTER TABLE people_visit ADD COLUMN floor integer NOT NULL DEFAULT 1",
            "ALTER TABLE people_visit DROP COLUMN floor",
        ),
        migrations.RunSQL(
            "ALTER TABLE people_visit ADD COLUMN seat bigint GENERATED ALWAYS AS IDENTITY"
        ),
        migrations.AddField("person", "friends", models.ManyToManyField("people.Person")),
    ]


class WithoutAnyDefault(migrations.Migration):
    operations = [
        migrations.RunSQL("ALTER TABLE people_tag ADD COLUMN weight integer NOT NULL"),
    ]


class RelaxedAgain(migrations.Migration):
    operations = [
        migrations.AddField("person", "rank", models.IntegerField(default=0)),
        migrations.AlterField("person", "rank", models.IntegerField(null=True)),
    ]


class NewTable(migrations.Migration):
    operations = [
        migrations.CreateModel("Letter", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("letter", "subject", models.CharField(max_length=50, default="")),
    ]


class OldColumn(migrations.Migration):
    operations = [
        migrations.AlterField("person", "age", models.IntegerField(default=0)),
    ]
