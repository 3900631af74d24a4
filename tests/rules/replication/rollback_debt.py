"""MS825: a column that green has lost, against a constraint that blue does not have."""

from __future__ import annotations

from django.db import migrations, models

from tests.rules import replicated

witness = replicated.witness


class ColumnRemoved(migrations.Migration):
    operations = [
        migrations.RemoveField("person", "born"),  # expect: MS825
    ]


class ConstraintAdded(migrations.Migration):
    operations = [
        migrations.AddConstraint(
            "visit", models.CheckConstraint(condition=models.Q(minutes__gte=0), name="minutes_ok")
        ),
    ]
