"""Find a person by the beginning of the family name, in whatever case it was typed."""

# 2025-10-15; an expression with an operator class, which models.Index can say only on PostgreSQL.

from django.db import migrations

from civicpulse.operations import RunSQL


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("people", "0005_person_import_columns")]

    operations = [
        RunSQL(
            sql="""
                CREATE INDEX CONCURRENTLY IF NOT EXISTS person_family_name_lower_idx
                ON people_person (tenant_id, lower(family_name) varchar_pattern_ops)
                WHERE deleted_at IS NULL
            """,
            reverse_sql="DROP INDEX CONCURRENTLY IF EXISTS person_family_name_lower_idx",
        ),
    ]
