"""MS912: changes of rows without elidable, or without hints where there are several databases."""

from dataclasses import replace

from django.db import migrations

FILL = "UPDATE people_person SET age = 0 WHERE age IS NULL"
HINTS = {"model_name": "person"}


def fill(apps, schema_editor):
    apps.get_model("people", "Person").objects.filter(age=None).update(age=0)


def make(apps, schema_editor):
    apps.get_model("people", "Tag").objects.create(name="new")


def witness(plan):
    return replace(plan, databases=("default", "archive"))


class Unmarked(migrations.Migration):
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),  # expect: MS912
        migrations.RunPython(  # expect: MS912
            fill, migrations.RunPython.noop, elidable=True
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop, hints=HINTS),  # expect: MS912
    ]


class Marked(migrations.Migration):
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True, hints=HINTS),
        migrations.RunSQL(FILL, migrations.RunSQL.noop, elidable=True, hints=HINTS),
    ]


class NeededByNewDatabases(migrations.Migration):
    operations = [
        migrations.RunPython(make, migrations.RunPython.noop),
        migrations.RunSQL("CREATE VIEW tagged AS SELECT id FROM people_tag", "DROP VIEW tagged"),
    ]
