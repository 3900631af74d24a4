"""MS602: CONCURRENTLY inside a transaction, against outside of one."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

BORN = models.Index(fields=["born"], name="born_idx")
BUILD = "CREATE INDEX CONCURRENTLY seen_idx ON people_person (seen_at)"


class Atomic(migrations.Migration):
    operations = [
        AddIndexConcurrently("person", BORN),  # expect: MS602
        migrations.RunSQL(BUILD),  # expect: MS602
        migrations.RunSQL("DROP INDEX CONCURRENTLY seen_idx"),  # expect: MS602
        migrations.RunSQL("VACUUM people_person"),  # expect: MS602
        migrations.RunSQL("REINDEX TABLE CONCURRENTLY people_tag"),  # expect: MS602
    ]


class OneString(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL(f"SET lock_timeout = 0; {BUILD}"),  # expect: MS602
        migrations.RunSQL("DROP INDEX CONCURRENTLY seen_idx"),
    ]


class StringsOfTheirOwn(migrations.Migration):
    atomic = False
    operations = [
        AddIndexConcurrently("visit", models.Index(fields=["at"], name="visit_at_idx")),
        migrations.RunSQL(["SET lock_timeout = 0", BUILD]),
        migrations.RunSQL("VACUUM people_person"),
    ]


class Refreshed(migrations.Migration):
    operations = [
        migrations.RunSQL("CREATE MATERIALIZED VIEW tags AS SELECT name FROM people_tag"),
        migrations.RunSQL("CREATE UNIQUE INDEX tags_name ON tags (name)"),
        migrations.RunSQL("REFRESH MATERIALIZED VIEW CONCURRENTLY tags"),
    ]
