"""How to speak to a person, and whether to."""

# 2026-09-08

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0012_person_language_not_null")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="pronouns",
            field=models.CharField(blank=True, max_length=40, null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="do_not_contact",
            field=models.BooleanField(db_default=False),
        ),
    ]
