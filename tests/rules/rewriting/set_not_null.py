"""MS205: NOT NULL with a scan, against one that a validated CHECK proves."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models

FILLED = models.CheckConstraint(condition=models.Q(born__isnull=False), name="born_not_null")


class WithoutProof(migrations.Migration):
    operations = [
        migrations.AlterField("person", "age", models.IntegerField()),  # expect: MS205
    ]


class ProofNotYetValid(migrations.Migration):
    operations = [
        AddConstraintNotValid("person", FILLED),
        migrations.RunSQL("ALTER TABLE people_person ALTER born SET NOT NULL"),  # expect: MS205
        migrations.RunSQL("ALTER TABLE people_person ALTER born DROP NOT NULL"),
    ]


class Validated(migrations.Migration):
    operations = [ValidateConstraint("person", "born_not_null")]


class WithProof(migrations.Migration):
    operations = [
        migrations.AlterField("person", "born", models.DateField()),
        migrations.RemoveConstraint("person", "born_not_null"),
    ]


class OnANewTable(migrations.Migration):
    operations = [
        migrations.CreateModel("Letter", [("id", models.BigAutoField(primary_key=True)),
                                          ("sent", models.DateField(null=True))]),
        migrations.AlterField("letter", "sent", models.DateField()),
    ]
