"""MS705: IF NOT EXISTS alone, against a drop of what a failed build may have left."""

from django.db import migrations

BUILD = "CREATE INDEX CONCURRENTLY IF NOT EXISTS born_idx ON people_person (born)"


class Trap(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL(BUILD),  # expect: MS705
    ]


class DroppedBefore(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL(["DROP INDEX CONCURRENTLY IF EXISTS born_idx", BUILD]),
        migrations.RunSQL(
            [
                "DROP INDEX CONCURRENTLY IF EXISTS other_idx",
                "CREATE INDEX CONCURRENTLY IF NOT EXISTS other_idx ON people_person (age)",
            ]
        ),
        migrations.RunSQL("CREATE INDEX CONCURRENTLY seen_idx ON people_person (seen_at)"),
    ]


class InATransaction(migrations.Migration):
    operations = [
        migrations.RunSQL("CREATE INDEX IF NOT EXISTS email_idx ON people_person (email)"),
    ]
