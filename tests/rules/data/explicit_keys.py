"""MS507: keys that are given, against keys that the database draws."""

from django.db import migrations, models

SETVAL = "SELECT setval(pg_get_serial_sequence('people_tag', 'id'), 100)"


def numbered(apps, schema_editor):
    apps.get_model("people", "Tag").objects.create(id=1, name="a")


def numbered_in_bulk(apps, schema_editor):
    Tag = apps.get_model("people", "Tag")
    Tag.objects.bulk_create([Tag(pk=number, name=str(number)) for number in range(3)])


def drawn(apps, schema_editor):
    Tag = apps.get_model("people", "Tag")
    Tag.objects.create(name="a")
    Tag.objects.bulk_create([Tag(name="b"), Tag(id=None, name="c")])
    Tag.objects.update_or_create(id=1, defaults={"name": "d"})


def coded(apps, schema_editor):
    apps.get_model("people", "Country").objects.create(id="de")


class Given(migrations.Migration):
    operations = [
        migrations.RunPython(numbered, migrations.RunPython.noop),  # expect: MS507
        migrations.RunPython(numbered_in_bulk, migrations.RunPython.noop),  # expect: MS507
    ]


class Drawn(migrations.Migration):
    operations = [
        migrations.RunPython(drawn, migrations.RunPython.noop),
        migrations.CreateModel(
            "Country", [("id", models.CharField(max_length=2, primary_key=True))]
        ),
        migrations.RunPython(coded, migrations.RunPython.noop),
    ]


class Reset(migrations.Migration):
    operations = [
        migrations.RunPython(numbered, migrations.RunPython.noop),
        migrations.RunSQL(SETVAL, migrations.RunSQL.noop),
    ]
