"""MS801: row level security without a policy, against one that comes in time."""

from django.db import migrations

ENABLE = "ALTER TABLE people_{} ENABLE ROW LEVEL SECURITY"
POLICY = "CREATE POLICY own ON people_{} USING (true)"


class Alone(migrations.Migration):
    operations = [
        migrations.RunSQL(ENABLE.format("visit"), migrations.RunSQL.noop),  # expect: MS801
    ]


class PolicyBefore(migrations.Migration):
    operations = [
        migrations.RunSQL(POLICY.format("tag"), migrations.RunSQL.noop),
        migrations.RunSQL(ENABLE.format("tag"), migrations.RunSQL.noop),
    ]


class PolicyAfter(migrations.Migration):
    operations = [
        migrations.RunSQL(ENABLE.format("tenant"), migrations.RunSQL.noop),
        migrations.RunSQL(POLICY.format("tenant"), migrations.RunSQL.noop),
    ]


class PolicyInAnotherTransaction(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL(ENABLE.format("person"), migrations.RunSQL.noop),  # expect: MS801
        migrations.RunSQL(POLICY.format("person"), migrations.RunSQL.noop),
    ]
