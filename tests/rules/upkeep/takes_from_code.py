"""MS913: what is of the project's code, against the migration's own, and libraries'."""

import uuid

from django.core.validators import MinLengthValidator
from django.db import migrations, models

from civicpulse.embedded.cluster import address
from civicpulse.soft_deletion import LivingManager


def own(apps, schema_editor):
    """Of this very migration."""


class OfTheProject(migrations.Migration):
    operations = [
        migrations.AddField(  # expect: MS913
            "person", "photo", models.FileField(null=True, upload_to=address)
        ),
        migrations.AlterModelManagers(  # expect: MS913
            "person", [("objects", LivingManager())]
        ),
        migrations.AddField("person", "scan", models.FileField(null=True, upload_to=address)),
    ]


class InAnother(migrations.Migration):
    operations = [
        migrations.AddField(  # expect: MS913
            "person", "plan", models.CharField(max_length=9, null=True, validators=[address])
        ),
    ]


class OfLibraries(migrations.Migration):
    operations = [
        migrations.RunPython(own, migrations.RunPython.noop),
        migrations.AddField("person", "token", models.UUIDField(default=uuid.uuid4, null=True)),
        migrations.AddField(
            "person",
            "title",
            models.CharField(max_length=9, null=True, validators=[MinLengthValidator(2)]),
        ),
    ]
