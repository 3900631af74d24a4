"""MS405: TRUNCATE of a table in use, against one of a new table and against DELETE."""

from django.db import migrations


class Emptied(migrations.Migration):
    operations = [
        migrations.RunSQL("TRUNCATE people_visit", migrations.RunSQL.noop),  # expect: MS405
        migrations.RunSQL(  # expect: MS405
            "TRUNCATE people_tenant CASCADE", migrations.RunSQL.noop
        ),
    ]


class NotEmptied(migrations.Migration):
    operations = [
        migrations.RunSQL("CREATE TABLE scratch (id bigint)", "DROP TABLE scratch"),
        migrations.RunSQL("TRUNCATE scratch", migrations.RunSQL.noop),
        migrations.RunSQL("DELETE FROM people_visit WHERE minutes = 0", migrations.RunSQL.noop),
    ]
