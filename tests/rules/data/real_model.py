"""MS503: models of today's code, against those of the migration's moment."""

from django.apps import apps as todays_apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import migrations

from civicpulse.people.models import Person


def imported(apps, schema_editor):
    Person.objects.filter(language="").delete()


def users(apps, schema_editor):
    for user in get_user_model().objects.filter(is_active=False):
        user.save()


def registered(apps, schema_editor):
    todays_apps.get_model("people", "Person").objects.count()


def by_a_helper(apps, schema_editor):
    make_groups()


def make_groups():
    Group.objects.get_or_create(name="editors")


def historical(apps, schema_editor):
    Person = apps.get_model("people", "Person")
    Person.objects.filter(name="").delete()


def a_constant(apps, schema_editor):
    apps.get_model("people", "Person").objects.filter(name=Person.__name__).delete()


class OfToday(migrations.Migration):
    operations = [
        migrations.RunPython(imported, migrations.RunPython.noop),  # expect: MS503
        migrations.RunPython(users, migrations.RunPython.noop),  # expect: MS503
        migrations.RunPython(registered, migrations.RunPython.noop),  # expect: MS503
        migrations.RunPython(by_a_helper, migrations.RunPython.noop),  # expect: MS503
    ]


class OfTheMoment(migrations.Migration):
    operations = [
        migrations.RunPython(historical, migrations.RunPython.noop),
        migrations.RunPython(a_constant, migrations.RunPython.noop),
        migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop),
    ]
