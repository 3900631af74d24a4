"""MS103: a CHECK that reads every row, against NOT VALID and a new table."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import CheckConstraint, Q

YOUNG = CheckConstraint(condition=Q(age__lt=200), name="young")
SHORT = CheckConstraint(condition=Q(minutes__lt=600), name="short")


class ReadsEveryRow(migrations.Migration):
    operations = [
        migrations.AddConstraint("person", YOUNG),  # expect: MS103
        migrations.AddField(  # expect: MS103
            "person", "rank", models.PositiveIntegerField(null=True)
        ),
        migrations.AlterField(  # expect: MS103
            "visit", "minutes", models.PositiveIntegerField(default=0)
        ),
        migrations.RunSQL("ALTER TABLE people_tag ADD CHECK (name <> '')"),  # expect: MS103
    ]


class WithoutTheCheck(migrations.Migration):
    operations = [
        migrations.AlterField("visit", "minutes", models.IntegerField(default=0)),
        migrations.AddField("person", "height", models.IntegerField(null=True)),
    ]


class NotValid(migrations.Migration):
    operations = [AddConstraintNotValid("visit", SHORT)]


class Validated(migrations.Migration):
    operations = [ValidateConstraint("visit", "short")]


class OnANewTable(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Letter",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("weight", models.PositiveIntegerField()),
            ],
        ),
        migrations.AddConstraint(
            "letter", CheckConstraint(condition=Q(weight__lt=9), name="light")
        ),
    ]
