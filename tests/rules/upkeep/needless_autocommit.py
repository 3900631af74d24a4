"""MS914: migrations that are not atomic, with and without a reason."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

COLUMN = models.IntegerField(null=True)
KEY = models.ForeignKey("people.Tag", models.CASCADE, null=True, db_index=False)


def fill(apps, schema_editor):
    apps.get_model("people", "Person").objects.filter(age=None).update(age=0)


class Needless(migrations.Migration):  # expect: MS914
    atomic = False
    operations = [
        migrations.AddField("person", "rank", COLUMN),
        migrations.RenameField("person", "rank", "level"),
    ]


class Atomic(migrations.Migration):
    operations = [
        migrations.AddField("person", "height", COLUMN),
    ]


class Concurrent(migrations.Migration):
    atomic = False
    operations = [
        AddIndexConcurrently("person", models.Index(fields=["born"], name="person_born")),
    ]


class Rows(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]


class ReadsRows(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL(
            "ALTER TABLE people_person ADD CHECK (age < 200)", migrations.RunSQL.noop
        ),
    ]


class TwoTables(migrations.Migration):
    atomic = False
    operations = [
        migrations.AddField("person", "tag", KEY),
    ]


class StateAlone(migrations.Migration):
    atomic = False
    operations = [
        migrations.AlterField("person", "notes", models.TextField(blank=True, help_text="long")),
    ]
