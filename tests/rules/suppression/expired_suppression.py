"""MS732: a suppression whose last day is over, beside one that still holds."""

from django.db import migrations, models

from migration_safety.core.plan import Plan
from tests.rules.settled import settled

BORN = models.Index(fields=["born"], name="born_idx")


class Over(migrations.Migration):
    operations = [
        # safe: MS101 because the table is new; until 2020-02-29; owner data  # expect: MS732
        migrations.AddIndex("person", BORN),
    ]


class Holds(migrations.Migration):
    operations = [
        # safe: MS107 because the table is new; until 9999-12-31
        migrations.RemoveIndex("person", "born_idx"),
    ]


def witness(plan: Plan) -> Plan:
    """After its suppressions have met the findings."""
    return settled(plan)
