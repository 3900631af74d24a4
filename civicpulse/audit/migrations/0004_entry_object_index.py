"""The history of one object."""

# 2026-01-12

from django.db import migrations, models

from civicpulse.operations import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("audit", "0003_entry_source")]

    operations = [
        AddIndexConcurrently(
            model_name="entry",
            index=models.Index(fields=["object_type", "object_id"], name="audit_object_idx"),
        ),
    ]
