"""MS614: one column with two values, against two columns."""

from django.db import migrations


class Twice(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS614
            "UPDATE people_person SET age = 1, name = '', age = 2 WHERE id = 1",
            migrations.RunSQL.noop,
        ),
    ]


class Once(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "UPDATE people_person SET age = 1, name = '' WHERE id = 1; "
            "UPDATE people_person SET age = 2 WHERE id = 2",
            migrations.RunSQL.noop,
        ),
    ]
