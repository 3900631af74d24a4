"""MS119: partitions that are made, detached and dropped, against those that join from beside."""

from django.db import migrations

BOUNDS = "FOR VALUES FROM ('{0}-01-01') TO ('{0}-12-31')"


class Partitioned(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "CREATE TABLE log (id bigint, day date NOT NULL) PARTITION BY RANGE (day);"
            f"CREATE TABLE log_1 PARTITION OF log {BOUNDS.format(2021)};"
            f"CREATE TABLE log_2 PARTITION OF log {BOUNDS.format(2022)};"
            f"CREATE TABLE log_3 PARTITION OF log {BOUNDS.format(2023)};"
            f"CREATE TABLE log_4 PARTITION OF log {BOUNDS.format(2024)};",
            migrations.RunSQL.noop,
        ),
    ]


class Made(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS119
            f"CREATE TABLE log_5 PARTITION OF log {BOUNDS.format(2025)}",
            migrations.RunSQL.noop,
        ),
        # The lock is there already.
        migrations.RunSQL(
            f"CREATE TABLE log_6 PARTITION OF log {BOUNDS.format(2026)}",
            migrations.RunSQL.noop,
        ),
    ]


class Beside(migrations.Migration):
    operations = [
        migrations.RunSQL(
            [
                "CREATE TABLE log_7 (LIKE log)",
                f"ALTER TABLE log ATTACH PARTITION log_7 {BOUNDS.format(2027)}",
            ],
            migrations.RunSQL.noop,
        ),
    ]


class Detached(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS119
            "ALTER TABLE log DETACH PARTITION log_1", migrations.RunSQL.noop
        ),
    ]


class Dropped(migrations.Migration):
    operations = [
        migrations.RunSQL("DROP TABLE log_2", migrations.RunSQL.noop),  # expect: MS119
    ]


class DetachedConcurrently(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL(
            "ALTER TABLE log DETACH PARTITION log_3 CONCURRENTLY", migrations.RunSQL.noop
        ),
    ]


class DroppedWhenDetached(migrations.Migration):
    operations = [migrations.RunSQL("DROP TABLE log_3", migrations.RunSQL.noop)]


class WithADefault(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS119
            "CREATE TABLE log_rest PARTITION OF log DEFAULT", migrations.RunSQL.noop
        ),
    ]


class DetachedBesideADefault(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS119
            "ALTER TABLE log DETACH PARTITION log_4", migrations.RunSQL.noop
        ),
    ]
