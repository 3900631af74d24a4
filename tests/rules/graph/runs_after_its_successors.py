"""MS710: a migration beside applied ones, as the database's history says, and one that is not."""

from dataclasses import replace

from django.db import migrations, models


def witness(plan):
    """The record of a database that has applied another branch."""
    first, *others = plan.migrations
    return replace(plan, migrations=(replace(first, beside=("people.0009_other",)), *others))


class FromABranch(migrations.Migration):  # expect: MS710
    operations = [
        migrations.RenameField("person", "age", "years"),
        migrations.AddField("person", "alias", models.CharField(max_length=9, null=True)),
    ]


class AfterAll(migrations.Migration):
    operations = [
        migrations.AddField("person", "height", models.IntegerField(null=True)),
    ]
