"""MS701: a constraint that stays NOT VALID, against one validated or dropped later."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q


def filled(field, name):
    return models.CheckConstraint(condition=Q(**{f"{field}__isnull": False}), name=name)


class Added(migrations.Migration):
    operations = [
        AddConstraintNotValid("person", filled("born", "born_filled")),  # expect: MS701
        AddConstraintNotValid("person", filled("age", "age_filled")),
        AddConstraintNotValid("person", filled("seen_at", "seen_filled")),
        migrations.RunSQL(  # expect: MS701
            "ALTER TABLE people_visit ADD CONSTRAINT visit_tag "
            "FOREIGN KEY (minutes) REFERENCES people_tag (id) NOT VALID"
        ),
        migrations.AddConstraint(
            "visit", models.CheckConstraint(condition=Q(minutes__gt=0), name="m")
        ),
        migrations.RunSQL(
            "ALTER TABLE people_visit ADD CONSTRAINT said CHECK (minutes > 1) NOT ENFORCED"
        ),
    ]


class Settled(migrations.Migration):
    operations = [
        ValidateConstraint("person", "age_filled"),
        migrations.RemoveConstraint("person", "seen_filled"),
    ]
