"""MS453: a second way forward that fails."""

from django.db import migrations, models

from migration_safety.core.plan import Plan
from migration_safety.core.trial.bills.bill import Bill
from migration_safety.core.trial.leg import Direction
from tests.rules.tried import failed, tried

ERROR = 'IntegrityError: duplicate key value violates unique constraint "people_tag_pkey"'


class LeftOver(migrations.Migration):  # expect: MS453
    operations = [
        migrations.RunSQL("SELECT 1", migrations.RunSQL.noop),
    ]


class Remembered(migrations.Migration):  # expect: MS453
    operations = [
        migrations.RunSQL("SELECT 2", migrations.RunSQL.noop),
    ]


class Removed(migrations.Migration):
    operations = [
        migrations.AddField("tag", "note", models.TextField(null=True)),
    ]


def witness(plan: Plan) -> Plan:
    """The plan as its trials would have left it."""
    return tried(
        plan,
        LeftOver={"again": failed(Direction.FORWARD, "people.LeftOver", ERROR)},
        Remembered={"bill": Bill(written=8, again=ERROR)},
        Removed={"bill": Bill(written=8)},
    )
