"""Look at the rows of before; neither table is closed to writes meanwhile."""

# 2026-03-03

from django.db import migrations

from civicpulse.operations import RunSQL


class Migration(migrations.Migration):
    dependencies = [("outreach", "0006_attempt_household_foreign_key")]

    operations = [
        RunSQL(
            sql="""
                ALTER TABLE outreach_contactattempt
                VALIDATE CONSTRAINT outreach_contactatte_household_id_7e6917a3_fk_people_ho
            """,
            reverse_sql=RunSQL.noop,
        ),
    ]
