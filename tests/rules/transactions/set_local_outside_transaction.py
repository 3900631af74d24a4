"""MS603: SET LOCAL by itself, against inside a transaction."""

from django.db import migrations


class Autocommit(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '2s'"),  # expect: MS603
        migrations.RunSQL(  # expect: MS603
            ["SET LOCAL lock_timeout = '2s'", "ALTER TABLE people_tag ADD COLUMN n integer"]
        ),
        migrations.RunSQL("SET LOCAL lock_timeout = '2s'; ALTER TABLE people_tag DROP COLUMN n"),
        migrations.RunSQL("SET lock_timeout = '2s'"),
    ]


class Atomic(migrations.Migration):
    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '2s'"),
    ]
