"""MS451: a way back that was tried and failed."""

from django.db import migrations, models

from migration_safety.core.plan import Plan
from migration_safety.core.trial.leg import Direction
from tests.rules.tried import failed, tried

ERROR = "DataError: value too long for type character varying(5)"


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
    return tried(plan, Narrowed={"backward": failed(Direction.BACKWARD, "people.Narrowed", ERROR)})
