"""MS313: a column that still asks for a value, against one that has learned to do without."""

from django.db import migrations, models

RELAX_TAG = "ALTER TABLE people_tag ALTER COLUMN name DROP NOT NULL"


class StillRequired(migrations.Migration):
    operations = [
        migrations.SeparateDatabaseAndState(  # expect: MS313
            state_operations=[migrations.RemoveField("person", "notes")]
        ),
        migrations.RunSQL(  # expect: MS313
            "SELECT 1", "SELECT 1", state_operations=[migrations.RemoveField("visit", "minutes")]
        ),
    ]


class DoesWithout(migrations.Migration):
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("person", "age")]
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("person", "status")]
        ),
        migrations.AlterField("tenant", "name", models.CharField(max_length=100, null=True)),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("tenant", "name")]
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("tag", "name")],
            database_operations=[migrations.RunSQL(RELAX_TAG, migrations.RunSQL.noop)],
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("visit", "at")],
            database_operations=[migrations.RemoveField("visit", "at")],
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel("Visit")],
        ),
    ]
