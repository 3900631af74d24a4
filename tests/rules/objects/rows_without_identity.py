"""MS807: a primary key that goes, for another one and for none."""

from django.db import migrations

DROP = "ALTER TABLE people_{0} DROP CONSTRAINT people_{0}_pkey"


class Dropped(migrations.Migration):
    operations = [
        migrations.RunSQL(DROP.format("visit"), migrations.RunSQL.noop),  # expect: MS807
    ]


class Replaced(migrations.Migration):
    operations = [
        migrations.RunSQL(DROP.format("tag") + ", ADD PRIMARY KEY (id)", migrations.RunSQL.noop),
    ]


class Named(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "ALTER TABLE people_tenant REPLICA IDENTITY USING INDEX people_tenant_slug_key",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(DROP.format("tenant") + " CASCADE", migrations.RunSQL.noop),
    ]
