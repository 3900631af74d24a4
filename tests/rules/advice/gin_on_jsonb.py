"""MS910: GIN indexes of jsonb, of every key and of paths."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models


class Indexes(migrations.Migration):
    operations = [
        migrations.AddIndex(  # expect: MS910
            "person", GinIndex(fields=["details"], name="person_details")
        ),
        migrations.AddIndex(
            "person",
            GinIndex(fields=["details"], name="person_paths", opclasses=["jsonb_path_ops"]),
        ),
        migrations.AddIndex("person", models.Index(fields=["details"], name="person_plain")),
    ]
