"""MS621: views replaced by ones with other columns, and with more."""

from django.db import migrations


class Views(migrations.Migration):
    operations = [
        migrations.RunSQL(
            f"CREATE VIEW {name} AS SELECT id, minutes FROM people_visit", f"DROP VIEW {name}"
        )
        for name in ("one", "two", "three", "four")
    ]


class Replaced(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS621
            "CREATE OR REPLACE VIEW one AS SELECT minutes FROM people_visit",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(  # expect: MS621
            "CREATE OR REPLACE VIEW two AS SELECT id, minutes AS spent FROM people_visit",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "CREATE OR REPLACE VIEW three AS SELECT id, minutes, at FROM people_visit",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "CREATE OR REPLACE VIEW four AS SELECT v.id, v.minutes FROM people_visit v "
            "WHERE v.minutes > 3",
            migrations.RunSQL.noop,
        ),
    ]
