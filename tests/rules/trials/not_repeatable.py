"""MS455: a second way forward that makes something else."""

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


class IndexLost(migrations.Migration):  # expect: MS455
    operations = [
        migrations.RunSQL("DROP INDEX tag_lower", migrations.RunSQL.noop),
    ]


class IndexRenamed(migrations.Migration):
    operations = [
        migrations.AddField("tag", "note", models.TextField(null=True)),
    ]


def witness(plan: Plan) -> Plan:
    """The plan as its trials would have left it."""
    return tried(
        plan,
        IndexLost={"repeated": Comparison((INDEX,))},
        IndexRenamed={"repeated": Comparison((RENAMED,))},
    )
