"""MS511: what only today's class would do, against what the function does itself."""

from django.db import migrations, models


def sets_a_later_field(apps, schema_editor):
    for person in apps.get_model("people", "Person").objects.all():
        person.given_name = person.name.partition(" ")[0]
        person.save()


def sets_a_field(apps, schema_editor):
    for person in apps.get_model("people", "Person").objects.all():
        person.notes = person.name.partition(" ")[0]
        person.cached = 1
        person.save()


class TooEarly(migrations.Migration):
    operations = [
        migrations.RunPython(sets_a_later_field, migrations.RunPython.noop),  # expect: MS511
        migrations.RunPython(sets_a_field, migrations.RunPython.noop),
        migrations.AddField("person", "given_name", models.TextField(default="")),
        migrations.RunPython(sets_a_later_field, migrations.RunPython.noop),
    ]
