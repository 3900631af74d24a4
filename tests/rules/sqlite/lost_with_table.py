"""MS231: a trigger on a table that SQLite makes anew, against a table without one."""

from dataclasses import replace

from django.db import migrations, models

from migration_safety.core.operations.remake import Lost, Remake
from migration_safety.core.plan import Migration, Plan

TRIGGER = "CREATE TRIGGER kept AFTER DELETE ON people_person BEGIN SELECT 1; END"
SEEN = {
    "Triggered": Remake(("people_person",), 1, (Lost("trigger", "kept", TRIGGER),)),
    "Plain": Remake(("people_tag",), 1),
}


class Triggered(migrations.Migration):
    operations = [
        migrations.AlterField(  # expect: MS231
            "person", "name", models.CharField(max_length=200)
        ),
    ]


class Plain(migrations.Migration):
    operations = [
        migrations.AlterField("tag", "name", models.CharField(max_length=200)),
    ]


def witness(plan: Plan) -> Plan:
    """The plan as a database of SQLite would have seen it."""
    return replace(plan, migrations=tuple(seen(each) for each in plan.migrations))


def seen(migration: Migration) -> Migration:
    steps = (replace(each, remake=SEEN.get(migration.name)) for each in migration.steps)
    return replace(migration, steps=tuple(steps))
