"""What the running release may write and a new constraint refuses."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import F, Q


class Refused(migrations.Migration):
    operations = [
        migrations.AlterField("person", "age", models.IntegerField(default=0)),  # expect: MS315
        AddConstraintNotValid(  # expect: MS315
            "person", models.CheckConstraint(condition=Q(visits__lt=9), name="person_visits_few")
        ),
        migrations.AddConstraint(  # expect: MS315
            "visit", ExclusionConstraint(name="visit_apart", expressions=[(F("minutes"), "=")])
        ),
        migrations.RunSQL(  # expect: MS315
            "ALTER TABLE people_person ADD CONSTRAINT person_adult CHECK (age > 17)",
            migrations.RunSQL.noop,
        ),
    ]


class ProvenFirst(migrations.Migration):
    operations = [
        AddConstraintNotValid(  # expect: MS315
            "person",
            models.CheckConstraint(condition=Q(born__isnull=False), name="person_born_known"),
        ),
    ]


class RefusedAlready(migrations.Migration):
    operations = [
        migrations.AlterField("person", "born", models.DateField()),
        migrations.RunSQL(
            "ALTER TABLE people_person ALTER COLUMN notes SET NOT NULL", migrations.RunSQL.noop
        ),
        AddConstraintNotValid(
            "person", models.CheckConstraint(condition=Q(name__isnull=False), name="person_named")
        ),
    ]


class NewTable(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Letter",
            [("id", models.BigAutoField(primary_key=True)), ("pages", models.IntegerField())],
        ),
        migrations.AddConstraint(
            "letter", models.CheckConstraint(condition=Q(pages__gt=0), name="letter_written")
        ),
    ]
