"""Second half of a unique constraint: it takes over the index, which needs no scan."""

# 2026-01-19

from django.db import migrations, models

from civicpulse.operations import RunSQL, SeparateDatabaseAndState


class Migration(migrations.Migration):
    dependencies = [("people", "0007_person_external_ref_index")]

    operations = [
        SeparateDatabaseAndState(
            database_operations=[
                RunSQL(
                    sql="""
                        ALTER TABLE people_person ADD CONSTRAINT person_external_ref_unique
                        UNIQUE USING INDEX person_external_ref_unique
                    """,
                    reverse_sql="""
                        ALTER TABLE people_person DROP CONSTRAINT person_external_ref_unique;
                        CREATE UNIQUE INDEX person_external_ref_unique
                        ON people_person (tenant_id, external_ref)
                    """,
                ),
            ],
            state_operations=[
                migrations.AddConstraint(
                    model_name="person",
                    constraint=models.UniqueConstraint(
                        fields=("tenant", "external_ref"), name="person_external_ref_unique"
                    ),
                ),
            ],
        ),
    ]
