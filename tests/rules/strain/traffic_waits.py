"""MS461: traffic that was kept waiting, against pauses that nobody notices."""

from dataclasses import replace

from django.db import migrations, models

from migration_safety.core.plan import Plan
from migration_safety.core.trial.leg import Direction, Leg
from migration_safety.core.trial.traffic.felt import Access, Felt, Service, Stall
from migration_safety.core.trial.traffic.load import Load
from migration_safety.core.trial.trial import Trial

INDEX = 'CREATE INDEX "tag_label" ON "people_tag" ("label")'


class Indexed(migrations.Migration):  # expect: MS461
    operations = [
        migrations.AddIndex("tag", models.Index(fields=["label"], name="tag_label")),
    ]


class Noted(migrations.Migration):
    operations = [
        migrations.AddField("tag", "note", models.TextField(null=True)),
    ]


class NotLoaded(migrations.Migration):
    operations = [
        migrations.AddField("tag", "remark", models.TextField(null=True)),
    ]


def load(milliseconds: float, sql: str) -> Load:
    """Of writers, who waited so long for that."""
    service = Service("people_tag", Access.WRITES, stall=Stall(milliseconds, sql))
    idle = Service("people_tag", Access.READS)
    return Load((Felt(Direction.FORWARD, 4, 9.0, (idle, service)),))


def witness(plan: Plan) -> Plan:
    """The plan as its trials would have left it."""
    loads = {"Indexed": load(9040.0, INDEX), "Noted": load(12.0, "ALTER TABLE " * 9)}
    forward = Leg(Direction.FORWARD)
    return replace(
        plan,
        migrations=tuple(
            replace(each, trial=Trial((str(each),), forward, load=loads.get(each.name)))
            for each in plan.migrations
        ),
    )
