"""A person's page shows the latest attempts first."""

# 2025-11-04, after the outage of June: indexes are built concurrently from here on.

from django.db import migrations, models

from civicpulse.operations import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("outreach", "0003_contactattempt_duration_seconds")]

    operations = [
        AddIndexConcurrently(
            model_name="contactattempt",
            index=models.Index(fields=["person", "-attempted_at"], name="attempt_person_time_idx"),
        ),
    ]
