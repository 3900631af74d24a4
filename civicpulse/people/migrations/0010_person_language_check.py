"""From now on every person has a language; the rows of before are looked at in the next step."""

# 2026-02-24

from django.db import migrations, models

from civicpulse.operations import AddConstraintNotValid


class Migration(migrations.Migration):
    dependencies = [("people", "0009_backfill_person_language")]

    operations = [
        AddConstraintNotValid(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(language__isnull=False), name="person_language_known"
            ),
        ),
    ]
