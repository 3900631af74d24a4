"""MS704: a name that PostgreSQL cuts off, against names that fit."""

from django.db import migrations, models

FITS = "person_" + "x" * 56
LONG = FITS + "_and_more"


class Names(migrations.Migration):
    operations = [
        migrations.RunSQL(f"CREATE INDEX {LONG} ON people_person (age)"),  # expect: MS704
        migrations.RunSQL(  # expect: MS704
            f"ALTER TABLE people_tag ADD CONSTRAINT \"y{LONG}\" CHECK (name <> '') NOT VALID"
        ),
        migrations.RunSQL(f"DROP INDEX {FITS}"),
        migrations.RunSQL(f"CREATE INDEX {FITS} ON people_person (born)"),
        migrations.AddField("person", "alias", models.CharField(max_length=63, null=True)),
    ]
