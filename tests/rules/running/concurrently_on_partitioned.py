"""MS609: a concurrent build on a partitioned table, against one on a partition."""

from django.db import migrations


class Table(migrations.Migration):
    operations = [
        migrations.RunSQL(
            [
                "CREATE TABLE log (day date, n integer) PARTITION BY RANGE (day)",
                "CREATE TABLE log_2026 PARTITION OF log DEFAULT",
                "CREATE INDEX log_n ON log (n)",
            ]
        ),
    ]


class OnTheParent(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL("CREATE INDEX CONCURRENTLY log_day ON log (day)"),  # expect: MS609
        migrations.RunSQL("DROP INDEX CONCURRENTLY log_n"),  # expect: MS609
    ]


class OnAPartition(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL("CREATE INDEX CONCURRENTLY log_2026_day ON log_2026 (day)"),
        migrations.RunSQL("CREATE INDEX tag_name ON people_tag (name)"),
    ]
