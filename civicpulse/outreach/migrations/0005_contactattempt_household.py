"""Remember the door that was knocked at; first the column alone."""

# 2026-03-02

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_person_import_columns"),
        ("outreach", "0004_attempt_person_time_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="contactattempt",
            name="household",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="people.household",
            ),
        ),
    ]
