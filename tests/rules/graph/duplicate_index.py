"""MS720: a second index over the same columns, and those that only look like it."""

from django.db import migrations, models
from django.db.models import Index, Q


class Twins(migrations.Migration):
    operations = [
        migrations.AddIndex(  # expect: MS720
            "person", Index(fields=["name"], name="person_name_again")
        ),
        migrations.AddIndex(  # expect: MS720
            "visit", Index(fields=["person"], name="visit_person_again")
        ),
        migrations.AddIndex("person", Index(fields=["name", "age"], name="person_name_age")),
        migrations.AddIndex("person", Index(fields=["-name"], name="person_name_down")),
        migrations.AddIndex(
            "person", Index(fields=["name"], condition=Q(age__gt=3), name="person_name_some")
        ),
        migrations.AddConstraint(
            "person", models.UniqueConstraint(fields=["name"], name="person_name_once")
        ),
    ]


class Replaced(migrations.Migration):
    operations = [
        migrations.AddIndex("visit", Index(fields=["at"], name="visit_at_old")),
        migrations.AddIndex("visit", Index(fields=["at"], name="visit_at_new")),
        migrations.RemoveIndex("visit", "visit_at_old"),
    ]
