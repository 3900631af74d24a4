"""MS450: a way forward that rows have stopped."""

from django.db import migrations, models

from migration_safety.core.plan import Plan
from migration_safety.core.trial.filled import Filled
from migration_safety.core.trial.leg import Direction
from tests.rules.tried import failed, tried

ERROR = 'IntegrityError: column "remark" contains null values'


class Refused(migrations.Migration):  # expect: MS450
    operations = [
        migrations.AddField("tag", "remark", models.TextField(null=True)),
    ]


class RefusedGenerated(migrations.Migration):  # expect: MS450
    operations = [
        migrations.AddField("tag", "code", models.TextField(null=True)),
    ]


class Applied(migrations.Migration):
    operations = [
        migrations.AddField("tag", "note", models.TextField(null=True)),
    ]


def witness(plan: Plan) -> Plan:
    """The plan as its trials would have left it."""
    return tried(
        plan,
        Refused={"forward": failed(Direction.FORWARD, "people.Refused", ERROR)},
        RefusedGenerated={"filled": Filled(refused=ERROR)},
    )
