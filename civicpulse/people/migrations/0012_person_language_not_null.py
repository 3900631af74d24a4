"""NOT NULL at last: the validated CHECK spares PostgreSQL the scan, and is then superfluous."""

# 2026-03-10; without a default, or Django would first update the rows that are null.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0011_validate_person_language")]

    operations = [
        migrations.AlterField(
            model_name="person",
            name="language",
            field=models.CharField(max_length=8),
        ),
        migrations.RemoveConstraint(model_name="person", name="person_language_known"),
    ]
