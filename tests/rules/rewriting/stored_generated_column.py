"""MS203: a stored generated column on a table in use, against one on a new table."""

from django.db import migrations, models
from django.db.models import F

PAGES = models.GeneratedField(
    expression=F("id") * 2, output_field=models.IntegerField(), db_persist=True
)


class OnATableInUse(migrations.Migration):
    operations = [
        migrations.AddField(  # expect: MS203
            "person",
            "twice",
            models.GeneratedField(
                expression=F("age") * 2, output_field=models.IntegerField(), db_persist=True
            ),
        ),
        migrations.RunSQL(  # expect: MS203
            "ALTER TABLE people_person ALTER twice SET EXPRESSION AS (age * 3)"
        ),
    ]


class Virtual(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "ALTER TABLE people_visit ADD hours integer GENERATED ALWAYS AS (minutes / 60) VIRTUAL"
        ),
    ]


class OnANewTable(migrations.Migration):
    operations = [
        migrations.CreateModel("Letter", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("letter", "pages", PAGES),
    ]
