"""Count the outcomes of a campaign without reading all its attempts."""

# 2026-09-03

from django.db import migrations, models

from civicpulse.operations import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("outreach", "0008_attempt_household_index")]

    operations = [
        AddIndexConcurrently(
            model_name="contactattempt",
            index=models.Index(fields=["campaign", "outcome"], name="attempt_campaign_outcome_idx"),
        ),
    ]
