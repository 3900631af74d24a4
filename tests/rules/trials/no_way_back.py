"""MS452: a way back that Django refuses."""

from django.db import migrations, models

from migration_safety.core.plan import Plan
from migration_safety.core.trial.leg import Direction
from tests.rules.tried import failed, tried

REFUSED = failed(
    Direction.BACKWARD,
    "people.OneWay",
    "IrreversibleError: Operation RunSQL is not reversible",
    irreversible=True,
)


class OneWay(migrations.Migration):  # expect: MS452
    operations = [
        migrations.RunSQL("UPDATE people_tag SET name = ''"),
    ]


class BothWays(migrations.Migration):
    operations = [
        migrations.AddField("tag", "note", models.TextField(null=True)),
    ]


def witness(plan: Plan) -> Plan:
    """The plan as its trials would have left it."""
    return tried(plan, OneWay={"backward": REFUSED, "again": None})
