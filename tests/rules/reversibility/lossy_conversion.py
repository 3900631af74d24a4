"""MS404: conversions that shorten values silently, against those that keep or refuse them."""

from django.db import migrations, models


class Shortened(migrations.Migration):
    operations = [
        migrations.AlterField("person", "seen_at", models.DateField(null=True)),  # expect: MS404
        migrations.AlterField("person", "notes", models.CharField(max_length=500)),  # expect: MS404
        migrations.AlterField(  # expect: MS404
            "person", "balance", models.DecimalField(max_digits=10, decimal_places=1, null=True)
        ),
        migrations.AlterField("person", "balance", models.IntegerField(null=True)),  # expect: MS404
        migrations.RunSQL(  # expect: MS404
            "ALTER TABLE people_person ALTER COLUMN name TYPE varchar(9) USING name::varchar(9)"
        ),
    ]


class KeptOrRefused(migrations.Migration):
    operations = [
        migrations.AlterField("tag", "name", models.CharField(max_length=20)),
        migrations.AlterField("visit", "minutes", models.FloatField(default=0)),
        migrations.AlterField("person", "details", models.TextField()),
        migrations.AlterField("person", "born", models.DateTimeField(null=True)),
        migrations.AlterField("person", "visits", models.PositiveSmallIntegerField(default=0)),
    ]


class NewTable(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Letter",
            [("id", models.BigAutoField(primary_key=True)), ("sent", models.DateTimeField())],
        ),
        migrations.AlterField("letter", "sent", models.DateField()),
    ]
