"""MS202: a default computed for each row, against those that are the same for all."""

import uuid

from django.db import migrations, models
from django.db.models.functions import Now, Random

LOT = models.FloatField(db_default=Random())
UUID = models.Func(function="gen_random_uuid")


class ComputedForEachRow(migrations.Migration):
    operations = [
        migrations.AddField("person", "token", models.UUIDField(db_default=UUID)),  # expect: MS202
        migrations.AddField("visit", "lot", LOT),  # expect: MS202
        migrations.RunSQL(  # expect: MS202
            "ALTER TABLE people_tag ADD made timestamptz DEFAULT clock_timestamp()"
        ),
    ]


class TheSameForAll(migrations.Migration):
    operations = [
        migrations.AddField("person", "made", models.DateTimeField(db_default=Now())),
        migrations.AddField("person", "key", models.UUIDField(default=uuid.uuid4)),
        migrations.AddField("person", "kind", models.CharField(db_default="a")),
        migrations.RunSQL("ALTER TABLE people_tag ADD at timestamptz DEFAULT now() NOT NULL"),
    ]


class GivenAfterwards(migrations.Migration):
    operations = [
        migrations.AddField("visit", "token", models.UUIDField(null=True)),
        migrations.AlterField("visit", "token", models.UUIDField(null=True, db_default=UUID)),
    ]


class OnANewTable(migrations.Migration):
    operations = [
        migrations.CreateModel("Letter", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("letter", "token", models.UUIDField(db_default=UUID)),
    ]
