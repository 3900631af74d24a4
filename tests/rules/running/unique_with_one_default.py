"""MS604: one value for all rows of a unique column, against none, or one for each."""

import uuid

from django.db import migrations, models
from django.db.models.functions import Now


class OneForAll(migrations.Migration):
    operations = [
        migrations.AddField(  # expect: MS604
            "person", "ref", models.UUIDField(default=uuid.uuid4, unique=True)
        ),
        migrations.AddField(  # expect: MS604
            "visit", "after", models.OneToOneField("people.Tag", models.CASCADE, default=1)
        ),
        migrations.AddField(  # expect: MS604
            "tag", "made", models.DateTimeField(db_default=Now(), unique=True)
        ),
    ]


class OneForEach(migrations.Migration):
    operations = [
        migrations.AddField("person", "key", models.UUIDField(null=True, unique=True)),
        migrations.AddField("person", "public_id", models.UUIDField(default=uuid.uuid4)),
        migrations.RunSQL(
            "ALTER TABLE people_tag ADD COLUMN k uuid DEFAULT gen_random_uuid() UNIQUE"
        ),
    ]


class NewTable(migrations.Migration):
    operations = [
        migrations.CreateModel("Letter", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("letter", "ref", models.UUIDField(default=uuid.uuid4, unique=True)),
    ]
