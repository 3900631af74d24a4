"""MS459: a migration that does not bear to be interrupted, beside those that do."""

from dataclasses import replace

from django.db import migrations, models

from migration_safety.core.plan import Plan
from migration_safety.core.trial.fault import SAME, Fault, KillMatrix, Place, Strike
from migration_safety.core.trial.leg import Direction, Leg
from migration_safety.core.trial.trial import Trial

HALF = Fault(
    Place(2, 3, "UPDATE people_person SET remark = ''"),
    Direction.FORWARD,
    Strike.CLIENT,
    residue=("column remark of people_person", "not recorded"),
    resume='column "remark" of relation "people_person" already exists (SQLSTATE 42701)',
)
HEALED = replace(HALF, residue=("nothing",), resume=SAME)
GAP = replace(HALF, where=replace(HALF.where, gap=True))
UNTRIED = replace(HALF, residue=(), resume="", unknown="the time was over")


class Halved(migrations.Migration):  # expect: MS459
    operations = [
        migrations.AddField("tag", "remark", models.TextField(null=True)),
    ]


class Healed(migrations.Migration):
    operations = [
        migrations.AddField("tag", "note", models.TextField(null=True)),
    ]


class OnlyTheGap(migrations.Migration):
    operations = [
        migrations.AddField("tag", "detail", models.TextField(null=True)),
    ]


class OutOfTime(migrations.Migration):
    operations = [
        migrations.AddField("tag", "hint", models.TextField(null=True)),
    ]


def witness(plan: Plan) -> Plan:
    """The plan as its trials would have left it."""
    cells = {"Halved": HALF, "Healed": HEALED, "OnlyTheGap": GAP, "OutOfTime": UNTRIED}
    return replace(
        plan,
        migrations=tuple(
            replace(
                each,
                trial=Trial(
                    (str(each),),
                    Leg(Direction.FORWARD),
                    faults=KillMatrix(str(each), (HEALED, cells[each.name])),
                ),
            )
            for each in plan.migrations
        ),
    )
