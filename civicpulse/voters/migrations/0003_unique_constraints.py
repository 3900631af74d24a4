"""Named constraints in the place of unique_together, so that errors can be told apart."""

# 2025-09-11, on a Sunday night.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voters", "0002_participation")]

    operations = [
        migrations.AlterUniqueTogether(name="voterrecord", unique_together=set()),
        migrations.AddConstraint(
            model_name="voterrecord",
            constraint=models.UniqueConstraint(
                fields=("tenant", "registration_number"), name="voter_registration_unique"
            ),
        ),
        migrations.AlterUniqueTogether(name="participation", unique_together=set()),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.UniqueConstraint(
                fields=("record", "election"), name="participation_once_per_election"
            ),
        ),
    ]
