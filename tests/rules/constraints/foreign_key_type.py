"""MS121: foreign keys of another type than what they refer to."""

from django.db import migrations, models
from django.db.models import CASCADE

COLUMN = "ALTER TABLE people_visit ADD COLUMN {} {} REFERENCES people_{} (id)"


class Types(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS121
            COLUMN.format("tag_id", "integer", "tag"), migrations.RunSQL.noop
        ),
        migrations.RunSQL(COLUMN.format("tag2_id", "bigint", "tag"), migrations.RunSQL.noop),
        migrations.RunSQL(COLUMN.format("owner_id", "integer", "person"), migrations.RunSQL.noop),
        migrations.AddField("visit", "other", models.ForeignKey("people.Tag", CASCADE, null=True)),
    ]


class OfANewTable(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS121
            "CREATE TABLE note (id bigint PRIMARY KEY, tag_id integer REFERENCES people_tag)",
            "DROP TABLE note",
        ),
    ]
