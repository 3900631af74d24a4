"""MS611: models that are not there, against those that are."""

from django.db import migrations, models


def unknown(apps, schema_editor):
    apps.get_model("people", "Letter").objects.filter(name="").delete()


def of_no_app(apps, schema_editor):
    for label, name in [("people", "Person"), ("letters", "Letter")]:
        apps.get_model(label, name).objects.count()


def by_one_name(apps, schema_editor):
    apps.get_model("people.Person").objects.count()
    apps.get_model(app_label="people", model_name="person").objects.count()


def if_there(apps, schema_editor):
    try:
        Letter = apps.get_model("letters", "Letter")
    except LookupError:
        return
    Letter.objects.count()


class TooEarly(migrations.Migration):
    operations = [
        migrations.RunPython(unknown, migrations.RunPython.noop),  # expect: MS611
        migrations.RunPython(of_no_app, migrations.RunPython.noop),  # expect: MS611
        migrations.RunPython(by_one_name, migrations.RunPython.noop),
        migrations.RunPython(if_there, migrations.RunPython.noop),
    ]


class InTime(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Letter",
            [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())],
        ),
        migrations.RunPython(unknown, migrations.RunPython.noop),
    ]
