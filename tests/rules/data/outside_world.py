"""MS514: calls to the world outside, against sleep between batches that commit."""

import subprocess
import time
from urllib.request import urlopen

from django.core.mail import send_mail
from django.db import migrations


def mails(apps, schema_editor):
    send_mail("Moved", "We have moved.", "a@example.org", ["b@example.org"])


def asks(apps, schema_editor):
    urlopen("http://localhost/rates")


def starts(apps, schema_editor):
    subprocess.run(["true"], check=True)


def sleeps(apps, schema_editor):
    rows = apps.get_model("people", "Person").objects.using(schema_editor.connection.alias)
    while batch := list(rows.filter(age=None).values_list("pk", flat=True)[:1000]):
        rows.filter(pk__in=batch).update(age=0)
        time.sleep(0.1)


class Outside(migrations.Migration):
    operations = [
        migrations.RunPython(mails, migrations.RunPython.noop),  # expect: MS514
        migrations.RunPython(asks, migrations.RunPython.noop),  # expect: MS514
        migrations.RunPython(starts, migrations.RunPython.noop),  # expect: MS514
        migrations.RunPython(sleeps, migrations.RunPython.noop),  # expect: MS514
    ]


class Patient(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunPython(sleeps, migrations.RunPython.noop),
        migrations.RunPython(asks, migrations.RunPython.noop),  # expect: MS514
    ]
