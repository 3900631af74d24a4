"""MS456: another name after the way back, against an object that is lost."""

from dataclasses import replace

from django.db import migrations, models

from migration_safety.core.plan import Plan
from migration_safety.core.trial.comparison import Comparison
from migration_safety.core.trial.schema.difference import Difference
from tests.rules.tried import tried

INDEX = Difference(
    "index",
    "people_tag",
    "tag_lower",
    "lost",
    before="CREATE INDEX ON people_tag USING btree (lower(name))",
    consequence="Queries that relied on it read the whole table.",
)
RENAMED = replace(INDEX, change="changed", before="tag_lower", after="tag_low", drift="name")


class IndexRenamed(migrations.Migration):  # expect: MS456
    operations = [
        migrations.RunSQL(
            "DROP INDEX tag_lower", "CREATE INDEX tag_low ON people_tag (lower(name))"
        ),
    ]


class IndexLost(migrations.Migration):
    operations = [
        migrations.AddField("tag", "note", models.TextField(null=True)),
    ]


def witness(plan: Plan) -> Plan:
    """The plan as its trials would have left it."""
    return tried(
        plan,
        IndexLost={"back": Comparison((INDEX,))},
        IndexRenamed={"back": Comparison((RENAMED,))},
    )
