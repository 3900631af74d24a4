"""MS111: an exclusion constraint on a table in use, against one on a new table."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import migrations, models


def alone(name, field):
    return ExclusionConstraint(name=name, expressions=[(field, "=")], index_type="gist")


class OnATableInUse(migrations.Migration):
    operations = [
        migrations.AddConstraint("visit", alone("at_once", "at")),  # expect: MS111
    ]


class OnANewTable(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Letter",
            [("id", models.BigAutoField(primary_key=True)), ("sent", models.DateField())],
        ),
        migrations.AddConstraint("letter", alone("sent_once", "sent")),
        migrations.RemoveConstraint("visit", "at_once"),
    ]
