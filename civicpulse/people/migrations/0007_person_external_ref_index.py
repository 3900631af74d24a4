"""First half of a unique constraint: its index, built while the table stays in use."""

# 2026-01-19

from django.db import migrations

from civicpulse.operations import RunSQL


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("people", "0006_person_search_index")]

    operations = [
        RunSQL(
            sql="""
                CREATE UNIQUE INDEX CONCURRENTLY person_external_ref_unique
                ON people_person (tenant_id, external_ref)
            """,
            reverse_sql="DROP INDEX CONCURRENTLY IF EXISTS person_external_ref_unique",
        ),
    ]
