"""MS117: a concurrent build under timeouts, against one that may take its time."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

TIMEOUTS = {"lock_timeout": 2000, "statement_timeout": 0}


class GivesUpWhileItWaits(migrations.Migration):
    atomic = False
    operations = [
        AddIndexConcurrently(  # expect: MS117
            "person", models.Index(fields=["email"], name="person_email")
        ),
    ]


class LimitedByItself(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL("SET lock_timeout = 0", migrations.RunSQL.noop),
        migrations.RunSQL("SET statement_timeout = '10min'", migrations.RunSQL.noop),
        migrations.RunSQL(  # expect: MS117
            "REINDEX INDEX CONCURRENTLY person_name_idx", migrations.RunSQL.noop
        ),
        migrations.RunSQL(["RESET lock_timeout", "RESET statement_timeout"]),
    ]


class MayTakeItsTime(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL("SET lock_timeout = 0", migrations.RunSQL.noop),
        AddIndexConcurrently("person", models.Index(fields=["born"], name="person_born")),
        migrations.RunSQL("RESET lock_timeout", migrations.RunSQL.noop),
    ]


class NotConcurrently(migrations.Migration):
    operations = [
        migrations.AddIndex("visit", models.Index(fields=["minutes"], name="visit_minutes")),
    ]
