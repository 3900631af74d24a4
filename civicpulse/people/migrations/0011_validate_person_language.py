"""Look at the rows of before, while they may still be written to."""

# 2026-02-24

from django.db import migrations

from civicpulse.operations import ValidateConstraint


class Migration(migrations.Migration):
    dependencies = [("people", "0010_person_language_check")]

    operations = [ValidateConstraint(model_name="person", name="person_language_known")]
