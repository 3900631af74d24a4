"""MS457: values that do not come back, against values that do."""

from dataclasses import replace

from django.db import migrations, models

from migration_safety.core.plan import Plan
from migration_safety.core.trial.comparison import Comparison
from migration_safety.core.trial.data.alteration import Alteration, Change, Verdict
from tests.rules.tried import tried

NAMES = Alteration(
    "people_tag",
    "name",
    Verdict.SILENT_MUTATION,
    Change.CHANGED,
    rows_before=50,
    rows_after=50,
    count=12,
    samples=("id 1", "id 2", "id 3"),
)
SAME = replace(NAMES, verdict=Verdict.IDENTICAL, change=Change.NOTHING)


class Shouted(migrations.Migration):  # expect: MS457
    operations = [
        migrations.RunSQL("UPDATE people_tag SET name = upper(name)", migrations.RunSQL.noop),
    ]


class Whispered(migrations.Migration):
    operations = [
        migrations.AddField("tag", "note", models.TextField(null=True)),
    ]


def witness(plan: Plan) -> Plan:
    """The plan as its trials would have left it."""
    return tried(
        plan,
        Shouted={"back": Comparison(data=(NAMES,))},
        Whispered={"back": Comparison(data=(SAME,))},
    )
