"""The index that a foreign key needs when the household goes."""

# 2026-03-03

from django.db import migrations, models

from civicpulse.operations import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("outreach", "0007_validate_attempt_household")]

    operations = [
        AddIndexConcurrently(
            model_name="contactattempt",
            index=models.Index(fields=["household"], name="attempt_household_idx"),
        ),
    ]
