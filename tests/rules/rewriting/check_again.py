"""MS209: a wider type for a column with a CHECK, against a CHECK on another column."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

NAMED = models.CheckConstraint(condition=~models.Q(name=""), name="tag_named")


class Checked(migrations.Migration):
    operations = [AddConstraintNotValid("tag", NAMED)]


class ReadAgain(migrations.Migration):
    operations = [
        migrations.AlterField("tag", "name", models.CharField(max_length=80)),  # expect: MS209
    ]


class AnotherColumn(migrations.Migration):
    operations = [
        migrations.AlterField("person", "name", models.CharField(max_length=200)),
    ]


class WithoutTheCheck(migrations.Migration):
    operations = [
        migrations.RemoveConstraint("tag", "tag_named"),
        migrations.AlterField("tag", "name", models.CharField(max_length=90)),
        AddConstraintNotValid("tag", NAMED),
    ]
