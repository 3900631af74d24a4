"""MS451: a way back that was tried and failed."""

from dataclasses import replace

from django.db import migrations, models

from migration_safety.core.plan import Plan
from migration_safety.core.trial.leg import Direction, Leg
from migration_safety.core.trial.trial import Trial

CAME_THROUGH = Leg(Direction.BACKWARD, {"people.Fine": 0.01})
FAILED = Leg(
    Direction.BACKWARD,
    failed="people.Narrowed",
    error="DataError: value too long for type character varying(5)",
)


class Narrowed(migrations.Migration):  # expect: MS451
    operations = [
        migrations.AddField("tag", "remark", models.TextField(null=True)),
    ]


class Fine(migrations.Migration):
    operations = [
        migrations.AddField("tag", "note", models.TextField(null=True)),
    ]


def witness(plan: Plan) -> Plan:
    """The plan as its trials would have left it."""
    legs = {"Narrowed": FAILED, "Fine": CAME_THROUGH}
    forward = Leg(Direction.FORWARD)
    return replace(
        plan,
        migrations=tuple(
            replace(each, trial=Trial((str(each),), forward, legs[each.name]))
            for each in plan.migrations
        ),
    )
