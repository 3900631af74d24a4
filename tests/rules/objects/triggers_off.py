"""MS805: all triggers off, for good and for a while, against one of them."""

from django.db import migrations

OFF, ON = "ALTER TABLE people_{} DISABLE TRIGGER {}", "ALTER TABLE people_{} ENABLE TRIGGER {}"


class ForGood(migrations.Migration):
    operations = [
        migrations.RunSQL(OFF.format("visit", "ALL"), migrations.RunSQL.noop),  # expect: MS805
    ]


class ForAWhile(migrations.Migration):
    operations = [
        migrations.RunSQL(OFF.format("tag", "ALL"), migrations.RunSQL.noop),
        migrations.RunSQL(ON.format("tag", "ALL"), migrations.RunSQL.noop),
    ]


class OneOfThem(migrations.Migration):
    operations = [
        migrations.RunSQL(OFF.format("person", "audit"), migrations.RunSQL.noop),
    ]


class OnInAnotherTransaction(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL(OFF.format("tenant", "USER"), migrations.RunSQL.noop),  # expect: MS805
        migrations.RunSQL(ON.format("tenant", "USER"), migrations.RunSQL.noop),
    ]
