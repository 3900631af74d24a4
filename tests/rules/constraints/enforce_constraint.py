"""MS122: a foreign key that is enforced later, against one that is validated."""

from django.db import migrations

ADD = "ALTER TABLE people_visit ADD CONSTRAINT {} FOREIGN KEY (person_id) REFERENCES people_person"


class Prepared(migrations.Migration):
    operations = [
        migrations.RunSQL(f"{ADD.format('never')} NOT ENFORCED", migrations.RunSQL.noop),
        migrations.RunSQL(f"{ADD.format('later')} NOT VALID", migrations.RunSQL.noop),
    ]


class Enforced(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS122
            "ALTER TABLE people_visit ALTER CONSTRAINT never ENFORCED", migrations.RunSQL.noop
        ),
    ]


class Validated(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "ALTER TABLE people_visit VALIDATE CONSTRAINT later", migrations.RunSQL.noop
        ),
    ]
