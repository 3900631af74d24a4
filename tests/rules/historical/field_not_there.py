"""MS612: fields that are not there, against those that are."""

from django.db import migrations, models
from django.db.models import Count, F


def filters(apps, schema_editor):
    apps.get_model("people", "Person").objects.filter(nick="").exists()


def follows(apps, schema_editor):
    apps.get_model("people", "Visit").objects.filter(person__nick__isnull=True).exists()


def updates(apps, schema_editor):
    apps.get_model("people", "Person").objects.filter(name="").update(nick=F("name"))


def makes(apps, schema_editor):
    apps.get_model("people", "Tag").objects.create(name="a", colour="red")


def saves(apps, schema_editor):
    person = apps.get_model("people", "Person").objects.first()
    person.save(update_fields=["name", "nick"])


def sorts(apps, schema_editor):
    list(apps.get_model("people", "Person").objects.order_by("-nick")[:10])


def known(apps, schema_editor):
    Person = apps.get_model("people", "Person")
    Person.objects.filter(tenant__name="", tenant_id__in=[1], pk__gt=1).exists()
    Person.objects.filter(visit__minutes=0, tags__name="", details__key="a").exists()
    Person.objects.filter(seen_at__date__year=2020, tenant__isnull=True).exists()
    counted = Person.objects.annotate(calls=Count("visit")).filter(calls__gt=1)
    counted.order_by("-calls", "?").values("tenant__persons", "calls")[:10]
    apps.get_model("people", "Tenant").objects.filter(persons__name="").exists()
    Person.objects.create(tenant_id=1, name="")
    Person.objects.filter(**{"name": ""}).exists()


class TooEarly(migrations.Migration):
    operations = [
        migrations.RunPython(filters, migrations.RunPython.noop),  # expect: MS612
        migrations.RunPython(follows, migrations.RunPython.noop),  # expect: MS612
        migrations.RunPython(updates, migrations.RunPython.noop),  # expect: MS612
        migrations.RunPython(makes, migrations.RunPython.noop),  # expect: MS612
        migrations.RunPython(saves, migrations.RunPython.noop),  # expect: MS612
        migrations.RunPython(sorts, migrations.RunPython.noop),  # expect: MS612
        migrations.RunPython(known, migrations.RunPython.noop),
    ]


class InTime(migrations.Migration):
    operations = [
        migrations.AddField("person", "nick", models.TextField(default="")),
        migrations.RunPython(filters, migrations.RunPython.noop),
        migrations.RunPython(follows, migrations.RunPython.noop),
        migrations.RunPython(updates, migrations.RunPython.noop),
        migrations.RunPython(saves, migrations.RunPython.noop),
        migrations.RunPython(sorts, migrations.RunPython.noop),
    ]
