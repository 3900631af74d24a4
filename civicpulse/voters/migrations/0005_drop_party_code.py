"""Second step of a removal: no release that runs knows the column."""

# 2026-03-24

from django.db import migrations

from civicpulse.operations import RunSQL


class Migration(migrations.Migration):
    dependencies = [("voters", "0004_forget_party_code")]

    operations = [
        RunSQL(
            sql="ALTER TABLE voters_voterrecord DROP COLUMN party_code",
            reverse_sql="ALTER TABLE voters_voterrecord ADD COLUMN party_code varchar(10)",
        ),
    ]
