"""MS401: operations without a reverse, against operations that have one."""

from django.db import migrations, models


def forwards(apps, schema_editor):
    """Changes rows."""


class OneWay(migrations.Migration):
    operations = [
        migrations.RunPython(forwards),  # expect: MS401
        migrations.RunSQL(  # expect: MS401
            "UPDATE people_tag SET name = lower(name) WHERE name <> lower(name)"
        ),
        migrations.SeparateDatabaseAndState(  # expect: MS401
            database_operations=[migrations.RunSQL("ANALYZE people_tag")]
        ),
    ]


class BothWays(migrations.Migration):
    operations = [
        migrations.RunPython(forwards, migrations.RunPython.noop),
        migrations.RunSQL("ANALYZE people_tag", migrations.RunSQL.noop),
        migrations.AddField("person", "alias", models.CharField(max_length=9, null=True)),
        migrations.RemoveField("person", "age"),
    ]
