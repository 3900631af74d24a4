"""MS607: COMMIT and ROLLBACK inside Django's transaction, against outside of it."""

from django.db import migrations


class Atomic(migrations.Migration):
    operations = [
        migrations.RunSQL("COMMIT"),  # expect: MS607
        migrations.RunSQL("BEGIN; ANALYZE people_tag; COMMIT;"),  # expect: MS607
        migrations.RunSQL("ROLLBACK"),  # expect: MS607
        migrations.RunSQL("SAVEPOINT here; ROLLBACK TO SAVEPOINT here; RELEASE SAVEPOINT here"),
    ]


class NotAtomic(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL("BEGIN; ANALYZE people_tag; COMMIT;"),
    ]
