"""MS112: REINDEX, against REINDEX CONCURRENTLY and a new table."""

from django.db import migrations, models


class Plain(migrations.Migration):
    operations = [
        migrations.RunSQL("REINDEX TABLE people_visit"),  # expect: MS112
        migrations.RunSQL("REINDEX INDEX person_name_idx"),  # expect: MS112
    ]


class Concurrently(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL("REINDEX TABLE CONCURRENTLY people_visit"),
    ]


class OnANewTable(migrations.Migration):
    operations = [
        migrations.CreateModel("Letter", [("id", models.BigAutoField(primary_key=True))]),
        migrations.RunSQL("REINDEX TABLE people_letter"),
    ]
