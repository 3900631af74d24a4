"""MS901: types that are easier to avoid, and those that Django takes."""

from django.db import migrations, models


class Table(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS901
            "CREATE TABLE kept (id bigint PRIMARY KEY, said json)", "DROP TABLE kept"
        ),
        migrations.RunSQL(  # expect: MS901
            "CREATE TABLE numbered (id serial PRIMARY KEY)", "DROP TABLE numbered"
        ),
        migrations.CreateModel(
            "Letter",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("at", models.DateTimeField()),
                ("said", models.JSONField()),
                ("price", models.DecimalField(max_digits=8, decimal_places=2)),
                ("code", models.CharField(max_length=2)),
            ],
        ),
    ]


class Columns(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS901
            "ALTER TABLE people_visit ADD COLUMN since timestamp", migrations.RunSQL.noop
        ),
        migrations.RunSQL(  # expect: MS901
            "ALTER TABLE people_visit ADD COLUMN code char(4)", migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            "ALTER TABLE people_visit ADD COLUMN until timestamptz", migrations.RunSQL.noop
        ),
    ]
