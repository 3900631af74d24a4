"""MS460: a new column that the way back drops, against a bill without any."""

from django.db import migrations, models

from migration_safety.core.plan import Plan
from migration_safety.core.trial.bills.bill import Bill, Entry, What
from tests.rules.tried import tried

GONE = Entry("people_tag", "remark", What.DESTROYED, ("a new row",), rows=5, cells=5)
TABLE = Entry("people_mark", "", What.DESTROYED, ("a new row",), rows=5, cells=5)


class Added(migrations.Migration):  # expect: MS460
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
        plan,
        Added={"bill": Bill((GONE, TABLE), written=8, gone=("people_mark",))},
        Indexed={"bill": Bill(written=8)},
    )
