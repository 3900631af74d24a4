"""MS909: the index for LIKE that Django adds unasked, against one that is asked for."""

from django.db import migrations, models


class Indexes(migrations.Migration):
    operations = [
        migrations.AddField(  # expect: MS909
            "visit", "room", models.CharField(max_length=9, null=True, db_index=True)
        ),
        migrations.AddField("visit", "hall", models.CharField(max_length=9, null=True)),
        migrations.AddIndex("visit", models.Index(fields=["hall"], name="visit_hall")),
        migrations.AddIndex(
            "visit",
            models.Index(
                fields=["hall"], opclasses=["varchar_pattern_ops"], name="visit_hall_begin"
            ),
        ),
        migrations.AddField("visit", "seats", models.IntegerField(null=True, db_index=True)),
    ]
