"""The foreign key, which holds for new rows only until it is validated."""

# 2026-03-02; under the name that Django gives it.

import django.db.models.deletion
from django.db import migrations, models

from civicpulse.operations import RunSQL, SeparateDatabaseAndState


class Migration(migrations.Migration):
    dependencies = [("outreach", "0005_contactattempt_household")]

    operations = [
        SeparateDatabaseAndState(
            database_operations=[
                RunSQL(
                    sql="""
                        ALTER TABLE outreach_contactattempt
                        ADD CONSTRAINT outreach_contactatte_household_id_7e6917a3_fk_people_ho
                        FOREIGN KEY (household_id) REFERENCES people_household (id)
                        DEFERRABLE INITIALLY DEFERRED NOT VALID
                    """,
                    reverse_sql="""
                        ALTER TABLE outreach_contactattempt
                        DROP CONSTRAINT outreach_contactatte_household_id_7e6917a3_fk_people_ho
                    """,
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="contactattempt",
                    name="household",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.household",
                    ),
                ),
            ],
        ),
    ]
