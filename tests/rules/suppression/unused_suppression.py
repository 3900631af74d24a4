"""MS731: suppressions that cover nothing, beside those that do and those that may elsewhere."""

from django.db import migrations, models

from migration_safety.core.plan import Plan
from tests.rules.settled import settled

BORN = models.Index(fields=["born"], name="born_idx")
NAME = models.Index(fields=["name"], name="name_idx")


class Unused(migrations.Migration):
    operations = [
        # safe: MS301 because no code reads it  # expect: MS731
        migrations.AddIndex("person", BORN),  # safe: MS101, MS601 because it is  # expect: MS731
        migrations.RemoveIndex("person", "born_idx"),  # safe: unknown because so  # expect: MS731
    ]


class Misplaced(migrations.Migration):  # safe: MS101 because of the operation  # expect: MS731
    operations = [migrations.AddIndex("person", BORN)]


class Used(migrations.Migration):
    operations = [
        migrations.RemoveIndex("person", "born_idx"),  # safe: drop_index because nobody reads
        migrations.AddIndex("tag", NAME),  # safe: MS101, MS606 because of the sandbox
        # safe: unknown because the owner of the function has read it
        migrations.RunSQL("CALL tidy()", migrations.RunSQL.noop),
    ]


def witness(plan: Plan) -> Plan:
    """After its suppressions have met the findings."""
    return settled(plan)
