"""Eighty characters were not enough for a deputy assistant chief returning officer."""

# 2025-09-30; widening a varchar changes the catalogue only.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_passwordhistory")]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="job_title",
            field=models.CharField(blank=True, max_length=150),
        ),
    ]
