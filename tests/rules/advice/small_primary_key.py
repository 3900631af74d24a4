"""MS902: primary keys that end early, and those that do not."""

from django.db import migrations, models


class Keys(migrations.Migration):
    operations = [
        migrations.CreateModel(  # expect: MS902
            "Letter", [("id", models.AutoField(primary_key=True))]
        ),
        migrations.CreateModel("Parcel", [("id", models.BigAutoField(primary_key=True))]),
        migrations.CreateModel("Stamp", [("id", models.UUIDField(primary_key=True))]),
        migrations.CreateModel(
            "Note",
            [
                (
                    "person",
                    models.OneToOneField("people.Person", models.CASCADE, primary_key=True),
                )
            ],
        ),
    ]
