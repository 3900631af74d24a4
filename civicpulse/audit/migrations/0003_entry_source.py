"""Which of our doors a change came in by; the database fills it in for the release that runs."""

# 2025-10-07

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_entry_user_agent")]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="source",
            field=models.CharField(db_default="web", max_length=16),
        ),
    ]
