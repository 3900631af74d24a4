"""First step of a removal: the code forgets the column, the database may leave it empty."""

# 2025-11-18; dropped in the release after this one.

from django.db import migrations

from civicpulse.operations import RunSQL, SeparateDatabaseAndState


class Migration(migrations.Migration):
    dependencies = [("voters", "0003_unique_constraints")]

    operations = [
        SeparateDatabaseAndState(
            database_operations=[
                RunSQL(
                    sql="ALTER TABLE voters_voterrecord ALTER COLUMN party_code DROP NOT NULL",
                    reverse_sql="""
                        UPDATE voters_voterrecord SET party_code = '' WHERE party_code IS NULL;
                        ALTER TABLE voters_voterrecord ALTER COLUMN party_code SET NOT NULL
                    """,
                ),
            ],
            state_operations=[
                migrations.RemoveField(model_name="voterrecord", name="party_code"),
            ],
        ),
    ]
