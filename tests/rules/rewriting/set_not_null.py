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
        migrations.CreateModel(
            "Letter",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("sent", models.DateField(null=True)),
            ],
        ),
        migrations.AlterField("letter", "sent", models.DateField()),
    ]


class Unkeyed(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL("CREATE TABLE log (id bigint)"),
        migrations.RunSQL("CREATE TABLE strict_log (id bigint NOT NULL)"),
    ]


class Indexed(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL("CREATE UNIQUE INDEX CONCURRENTLY log_id ON log (id)"),
        migrations.RunSQL("CREATE UNIQUE INDEX CONCURRENTLY strict_id ON strict_log (id)"),
    ]


class Keyed(migrations.Migration):
    operations = [
        migrations.RunSQL("ALTER TABLE log ADD PRIMARY KEY USING INDEX log_id"),  # expect: MS205
        migrations.RunSQL("ALTER TABLE strict_log ADD PRIMARY KEY USING INDEX strict_id"),
    ]
