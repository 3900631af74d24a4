"""MS407: ways back in Python that cannot work, against those that can."""

from django.db import migrations, models


def forwards(apps, schema_editor):
    """Changes rows."""


def without_model(apps, schema_editor):
    apps.get_model("people", "Letter").objects.all().delete()


def without_field(apps, schema_editor):
    apps.get_model("people", "Person").objects.filter(years=7).update(age=7)


def with_field(apps, schema_editor):
    apps.get_model("people", "Person").objects.filter(age=7).update(age=8)


def careful(apps, schema_editor):
    try:
        Letter = apps.get_model("people", "Letter")
    except LookupError:
        return
    Letter.objects.filter(name="").delete()


class Back(migrations.Migration):
    operations = [
        migrations.RunPython(forwards, without_model),  # expect: MS407
        migrations.RunPython(forwards, without_field),  # expect: MS407
        migrations.RunPython(forwards, with_field),
        migrations.RunPython(forwards, careful),
        migrations.RunPython(forwards, migrations.RunPython.noop),
        migrations.RunPython(forwards, reverse_code=forwards),
    ]


class Later(migrations.Migration):
    operations = [
        migrations.RenameField("person", "age", "years"),
        migrations.CreateModel("Letter", [("id", models.BigAutoField(primary_key=True))]),
        migrations.RunPython(forwards, without_model),
    ]
