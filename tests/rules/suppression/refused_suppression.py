"""MS730: comments that accept nothing, beside those that do and those about something else."""

from django.db import migrations, models

from migration_safety.core.plan import Plan
from tests.rules.settled import settled

BORN = models.Index(fields=["born"], name="born_idx")
AGE = models.Index(fields=["age"], name="age_idx")


class Refused(migrations.Migration):
    operations = [
        migrations.AddIndex("person", BORN),  # safe: MS101  # expect: MS730
        # safe: because nobody is there  # expect: MS730
        migrations.RemoveIndex("person", "born_idx"),
        # safe: MS999 because the table is small  # expect: MS730
        # safe: MS101 because it is; until next year  # expect: MS730
        # safe: MS101 because it is; until 2099-02-30  # expect: MS730
        # safe: MS101 because it is; for ever  # expect: MS730
        # safe: MS101 because it is; owner  # expect: MS730
        # safe: MS731 because it is never used  # expect: MS730
        migrations.AddIndex("person", AGE),
    ]
    # safe: MS101 because it stands on no operation  # expect: MS730
    atomic = True


class Honoured(migrations.Migration):
    operations = [
        # safe: MS101 because the table has 12 rows; until 2099-01-31; owner platform
        migrations.AddIndex("person", BORN),
        # safe: this comment is about something else
        migrations.RunSQL("SELECT '# safe: MS101'", migrations.RunSQL.noop),
        # safe: drop_index because the office is closed on the day of the release, and
        #   nobody writes meanwhile (ticket #12)
        migrations.RemoveIndex("person", "born_idx"),
    ]


def witness(plan: Plan) -> Plan:
    """After its suppressions have met the findings."""
    return settled(plan)
