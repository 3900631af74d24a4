"""MS702: a setting that stays, against one that is reset or ends by itself."""

from django.db import migrations


class Leaks(migrations.Migration):
    operations = [
        migrations.RunSQL("SET lock_timeout = '2s'"),  # expect: MS702
        migrations.RunSQL("SET ROLE reporting"),  # expect: MS702
        migrations.RunSQL("RESET statement_timeout"),
    ]


class Ends(migrations.Migration):
    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '2s'"),
        migrations.RunSQL(["SET statement_timeout = 0", "SET search_path = public"]),
        migrations.RunSQL("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"),
        migrations.RunSQL(["RESET statement_timeout", "SET search_path TO DEFAULT"]),
    ]
