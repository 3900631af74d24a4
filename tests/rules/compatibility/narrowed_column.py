"""MS310: a column that takes less, against columns that take as much or more."""

from django.db import migrations, models


class Narrower(migrations.Migration):
    operations = [
        migrations.AlterField("person", "name", models.CharField(max_length=50)),  # expect: MS310
        migrations.AlterField("person", "notes", models.CharField(max_length=500)),  # expect: MS310
        migrations.AlterField(  # expect: MS310
            "visit", "minutes", models.SmallIntegerField(default=0)
        ),
        migrations.AlterField(  # expect: MS310
            "person", "balance", models.DecimalField(max_digits=10, decimal_places=4, null=True)
        ),
    ]


class AsWide(migrations.Migration):
    operations = [
        migrations.AlterField("tag", "name", models.CharField(max_length=80)),
        migrations.AlterField("tenant", "name", models.TextField()),
        migrations.AlterField("person", "visits", models.PositiveBigIntegerField(default=0)),
        migrations.AlterField(
            "person", "balance", models.DecimalField(max_digits=12, decimal_places=4, null=True)
        ),
        migrations.AlterField("person", "email", models.CharField(max_length=254, null=True)),
    ]


class NewTable(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Letter",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("to", models.CharField(max_length=50)),
            ],
        ),
        migrations.AlterField("letter", "to", models.CharField(max_length=20)),
    ]
