"""MS907: an index of many columns, against shorter and unique ones."""

from django.db import migrations, models


class Indexes(migrations.Migration):
    operations = [
        migrations.AddIndex(  # expect: MS907
            "person", models.Index(fields=["name", "email", "code", "age"], name="person_wide")
        ),
        migrations.AddIndex(
            "person", models.Index(fields=["name", "email", "code"], name="person_three")
        ),
        migrations.AddConstraint(
            "person",
            models.UniqueConstraint(
                fields=["name", "email", "code", "age"],
                condition=models.Q(age__gt=3),
                name="person_once",
            ),
        ),
    ]
