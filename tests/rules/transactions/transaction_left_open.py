"""MS616: a transaction of the SQL's own that stays open, against one that ends."""

from django.db import migrations

DELETE = "DELETE FROM people_visit WHERE id = 1"


class Open(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL("BEGIN", migrations.RunSQL.noop),  # expect: MS616
        migrations.RunSQL(DELETE, migrations.RunSQL.noop),
    ]


class Committed(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL(f"BEGIN; {DELETE}", migrations.RunSQL.noop),
        migrations.RunSQL("COMMIT", migrations.RunSQL.noop),
    ]


class BegunAgain(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL(["BEGIN", DELETE, "COMMIT"], migrations.RunSQL.noop),
        migrations.RunSQL(["START TRANSACTION", DELETE], migrations.RunSQL.noop),  # expect: MS616
    ]
