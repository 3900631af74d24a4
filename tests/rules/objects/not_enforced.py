"""MS806: constraints that PostgreSQL 18 does not enforce, against those to be validated."""

from django.db import migrations

CHECK = "ALTER TABLE people_visit ADD CONSTRAINT {} CHECK (minutes >= 0) {}"


class NotEnforced(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS806
            CHECK.format("never", "NOT ENFORCED"), migrations.RunSQL.noop
        ),
    ]


class NotValid(migrations.Migration):
    operations = [
        migrations.RunSQL(CHECK.format("later", "NOT VALID"), migrations.RunSQL.noop),
    ]


class NoLonger(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS806
            "ALTER TABLE people_visit ALTER CONSTRAINT people_visit_person_fk NOT ENFORCED",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "ALTER TABLE people_visit ALTER CONSTRAINT people_visit_person_fk DEFERRABLE",
            migrations.RunSQL.noop,
        ),
    ]
