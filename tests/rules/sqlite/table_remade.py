"""MS230: tables that SQLite makes anew, against those that it alters."""

from dataclasses import replace

from django.db import migrations, models

from migration_safety.core.operations.remake import Remake
from migration_safety.core.plan import Migration, Plan

SEEN = {
    "Wide": Remake(("people_person",), 1),
    "Both": Remake(("people_person", "people_visit"), 3),
}


class Wide(migrations.Migration):
    operations = [
        migrations.AlterField(  # expect: MS230
            "person", "name", models.CharField(max_length=200)
        ),
    ]


class Both(migrations.Migration):
    operations = [
        migrations.RenameModel("Person", "Human"),  # expect: MS230
    ]


class Nullable(migrations.Migration):
    operations = [
        migrations.AddField("tag", "note", models.TextField(null=True)),
    ]


def witness(plan: Plan) -> Plan:
    """The plan as a database of SQLite would have seen it."""
    return replace(plan, migrations=tuple(seen(each) for each in plan.migrations))


def seen(migration: Migration) -> Migration:
    steps = (replace(each, remake=SEEN.get(migration.name)) for each in migration.steps)
    return replace(migration, steps=tuple(steps))
