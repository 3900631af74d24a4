"""Persons from before the import speak English, as all our forms did."""

# 2026-02-23; a thousand rows at a time, each in a transaction of its own.

from django.db import migrations

BATCH = 1000


def fill_in_english(apps, schema_editor):
    persons = apps.get_model("people", "Person").objects.using(schema_editor.connection.alias)
    unknown = persons.filter(language__isnull=True).order_by("pk")
    while batch := list(unknown.values_list("pk", flat=True)[:BATCH]):
        persons.filter(pk__in=batch).update(language="en")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("people", "0008_person_external_ref_unique")]

    operations = [migrations.RunPython(fill_in_english, migrations.RunPython.noop)]
