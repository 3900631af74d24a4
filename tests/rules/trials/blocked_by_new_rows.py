"""MS458: new rows that stop the way back, against a bill without any."""

from django.db import migrations, models

from migration_safety.core.plan import Plan
from migration_safety.core.trial.bills.bill import Bill, Entry, Reach, What
from tests.rules.tried import tried

LONG = Entry(
    "people_tag",
    "name",
    What.BLOCKS,
    ("text of 200 characters",),
    rows=1,
    error="DataError: value too long for type character varying(100)",
    reach=Reach.SOME,
)


class Widened(migrations.Migration):  # expect: MS458
    operations = [
        migrations.AddField("tag", "remark", models.TextField(null=True)),
    ]


class Indexed(migrations.Migration):
    operations = [
        migrations.AddField("tag", "note", models.TextField(null=True)),
    ]


def witness(plan: Plan) -> Plan:
    """The plan as its trials would have left it."""
    return tried(
        plan, Widened={"bill": Bill((LONG,), written=8)}, Indexed={"bill": Bill(written=8)}
    )
