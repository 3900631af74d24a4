"""MS506: the role of a replica, against other settings."""

from django.db import migrations


def load(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")


class AsReplica(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS506
            "SET LOCAL session_replication_role = replica", migrations.RunSQL.noop
        ),
        migrations.RunPython(load, migrations.RunPython.noop),  # expect: MS506
    ]


class AsEverybody(migrations.Migration):
    operations = [
        migrations.RunSQL("SET LOCAL work_mem = '64MB'", migrations.RunSQL.noop),
        migrations.RunSQL("RESET session_replication_role", migrations.RunSQL.noop),
    ]
