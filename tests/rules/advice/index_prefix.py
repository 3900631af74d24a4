"""MS908: indexes of which one begins with the other."""

from django.db import migrations, models


class Indexes(migrations.Migration):
    operations = [
        migrations.AddIndex(  # expect: MS908
            "person", models.Index(fields=["name", "age"], name="person_name_age")
        ),
        migrations.AddIndex("person", models.Index(fields=["age", "name"], name="person_age_name")),
        migrations.AddIndex(
            "person", models.Index(fields=["-name", "born"], name="person_name_down")
        ),
    ]
