"""Identifiers that may be shown to the outside, following Django's three steps for unique ones."""

# 2024-11-20, before the first customer.

import uuid

from django.db import migrations, models


def draw_public_ids(apps, schema_editor):
    tenants = apps.get_model("tenants", "Tenant").objects.using(schema_editor.connection.alias)
    for tenant in tenants.filter(public_id__isnull=True):
        tenant.public_id = uuid.uuid4()
        tenant.save(update_fields=["public_id"])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("tenants", "0002_domain")]

    operations = [
        migrations.AddField(
            model_name="tenant",
            name="public_id",
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True),
        ),
        migrations.RunPython(draw_public_ids, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="tenant",
            name="public_id",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
