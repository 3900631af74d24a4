"""MS822: Python that fills a column, against SQL that a trigger can repeat."""

from __future__ import annotations

from django.db import migrations, models

from tests.rules import replicated

witness = replicated.witness


def fill(apps, editor):
    for person in apps.get_model("people", "Person").objects.all():
        person.nick = person.name.lower()
        person.save(update_fields=["nick"])


class FilledByPython(migrations.Migration):
    operations = [
        migrations.AddField("person", "nick", models.CharField(max_length=100, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),  # expect: MS822
    ]


class Computed(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS822
            "ALTER TABLE people_visit ALTER COLUMN minutes TYPE bigint USING minutes * 60"
        ),
    ]


class FilledBySql(migrations.Migration):
    operations = [
        migrations.AddField("person", "short", models.CharField(max_length=100, null=True)),
        migrations.RunSQL("UPDATE people_person SET short = left(name, 1)"),
    ]
