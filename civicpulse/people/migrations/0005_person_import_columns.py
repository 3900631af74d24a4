"""What the import of members' lists brings along; nullable, for it is not known of all."""

# 2025-09-02

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_alter_address_options_alter_person_options_and_more")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="external_ref",
            field=models.CharField(blank=True, max_length=64, null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="preferred_name",
            field=models.CharField(blank=True, max_length=100, null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="language",
            field=models.CharField(max_length=8, null=True),
        ),
    ]
