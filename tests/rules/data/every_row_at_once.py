"""MS502: every row in one statement, against a part of them, or a new table."""

from django.db import migrations, models


class EveryRow(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS502
            "UPDATE people_person SET age = 0", migrations.RunSQL.noop
        ),
        migrations.RunSQL("DELETE FROM people_visit", migrations.RunSQL.noop),  # expect: MS502
    ]


class Some(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "UPDATE people_person SET age = 0 WHERE id < 1000", migrations.RunSQL.noop
        ),
        migrations.RunSQL("CREATE TABLE scratch (id bigint, n integer)", "DROP TABLE scratch"),
        migrations.RunSQL("UPDATE scratch SET n = 1", migrations.RunSQL.noop),
        migrations.AlterField("person", "age", models.IntegerField(default=0)),
    ]
