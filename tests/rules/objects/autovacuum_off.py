"""MS804: autovacuum switched off for good, for a while, and only tuned."""

from django.db import migrations


class Off(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS804
            "ALTER TABLE people_visit SET (autovacuum_enabled = off)", migrations.RunSQL.noop
        ),
    ]


class OffForAWhile(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "ALTER TABLE people_tag SET (autovacuum_enabled = false)", migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            "ALTER TABLE people_tag RESET (autovacuum_enabled)", migrations.RunSQL.noop
        ),
    ]


class Tuned(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "ALTER TABLE people_person SET (autovacuum_enabled, fillfactor = 80)",
            migrations.RunSQL.noop,
        ),
    ]
