"""MS617: the index of a constraint, against one of its own."""

from django.db import migrations


class Indexes(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL(  # expect: MS617
            "DROP INDEX CONCURRENTLY person_code_unique", migrations.RunSQL.noop
        ),
    ]


class OfItsOwn(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL("DROP INDEX CONCURRENTLY person_name_idx", migrations.RunSQL.noop),
    ]


class TakenOver(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "CREATE TABLE note (id bigint); CREATE UNIQUE INDEX note_id ON note (id);"
            "ALTER TABLE note ADD CONSTRAINT note_key UNIQUE USING INDEX note_id",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL("DROP INDEX note_key", migrations.RunSQL.noop),  # expect: MS617
    ]
