"""MS462: a migration that only traffic makes fail, against one that comes through."""

from dataclasses import replace

from django.db import migrations, models

from migration_safety.core.plan import Plan
from migration_safety.core.trial.leg import Direction, Leg
from migration_safety.core.trial.traffic.felt import Felt
from migration_safety.core.trial.traffic.load import Load
from migration_safety.core.trial.trial import Trial


class Locked(migrations.Migration):  # expect: MS462
    operations = [
        migrations.RunSQL("LOCK TABLE people_tag; LOCK TABLE people_person", ""),
    ]


class Noted(migrations.Migration):
    operations = [
        migrations.AddField("tag", "note", models.TextField(null=True)),
    ]


class NotLoaded(migrations.Migration):
    operations = [
        migrations.AddField("tag", "remark", models.TextField(null=True)),
    ]


def load(error: str) -> Load:
    """Of a way forward that this has stopped."""
    return Load((Felt(Direction.FORWARD, 4, 1.0, error=error),))


def witness(plan: Plan) -> Plan:
    """The plan as its trials would have left it."""
    loads = {"Locked": load("OperationalError: deadlock detected"), "Noted": load("")}
    forward = Leg(Direction.FORWARD)
    return replace(
        plan,
        migrations=tuple(
            replace(each, trial=Trial((str(each),), forward, load=loads.get(each.name)))
            for each in plan.migrations
        ),
    )
