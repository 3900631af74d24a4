"""MS905: constraints and indexes with and without a name."""

from django.db import migrations, models


class Names(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS905
            "ALTER TABLE people_visit ADD CHECK (minutes >= 0) NOT VALID", migrations.RunSQL.noop
        ),
        migrations.RunSQL(  # expect: MS905
            "CREATE INDEX ON people_visit (minutes)", migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            "ALTER TABLE people_visit ADD CONSTRAINT few CHECK (minutes < 999) NOT VALID",
            migrations.RunSQL.noop,
        ),
        migrations.AddField("visit", "seats", models.PositiveIntegerField(null=True)),
        migrations.AddIndex("visit", models.Index(fields=["at"], name="visit_at")),
    ]
