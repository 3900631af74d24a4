"""MS463: new values that the way back cuts, against a bill without any."""

from django.db import migrations, models

from migration_safety.core.plan import Plan
from migration_safety.core.trial.bills.bill import Bill, Entry, What
from tests.rules.tried import tried

CUT = Entry(
    "people_tag",
    "name",
    What.MUTATED,
    ("text of 200 characters",),
    rows=1,
    cells=1,
    detail="truncated to 100 characters",
)
EMPTIED = Entry(
    "people_tag", "", What.DESTROYED, ("a new row",), rows=5, detail="the rows are deleted"
)
DROPPED = Entry("people_tag", "remark", What.DESTROYED, ("a new row",), rows=5, cells=5)


class Widened(migrations.Migration):  # expect: MS463
    operations = [
        migrations.AddField("tag", "remark", models.TextField(null=True)),
    ]


class Emptied(migrations.Migration):  # expect: MS463
    operations = [
        migrations.RunSQL("SELECT 1", "DELETE FROM people_tag"),
    ]


class Indexed(migrations.Migration):
    operations = [
        migrations.AddField("tag", "note", models.TextField(null=True)),
    ]


def witness(plan: Plan) -> Plan:
    """The plan as its trials would have left it."""
    return tried(
        plan,
        Widened={"bill": Bill((CUT,), written=8)},
        Emptied={"bill": Bill((EMPTIED,), written=8)},
        Indexed={"bill": Bill((DROPPED,), written=8)},
    )
