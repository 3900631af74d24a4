"""MS911: every row changed, or an expression indexed, with and without ANALYZE afterwards."""

from django.db import migrations, models
from django.db.models.functions import Lower

FILL = "UPDATE people_person SET visits = 0"


def fill(apps, schema_editor):
    apps.get_model("people", "Person").objects.update(age=0)


class Changed(migrations.Migration):
    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),  # expect: MS911
        migrations.RunPython(fill, migrations.RunPython.noop),  # expect: MS911
        migrations.AddIndex(  # expect: MS911
            "person", models.Index(Lower("email"), name="person_email_lower")
        ),
    ]


class OtherTable(migrations.Migration):
    operations = [
        migrations.RunSQL("UPDATE people_tag SET name = lower(name)", migrations.RunSQL.noop),
        migrations.RunSQL("ANALYZE people_tag", migrations.RunSQL.noop),
        migrations.AddIndex("person", models.Index(fields=["email"], name="person_email")),
        migrations.RunSQL("UPDATE people_visit SET minutes = 0 WHERE id = 7", ""),
    ]


class ChangedHere(migrations.Migration):
    operations = [
        migrations.RunSQL("UPDATE people_visit SET minutes = 0", migrations.RunSQL.noop),
    ]


class AnalyzedThere(migrations.Migration):
    operations = [
        migrations.RunSQL("ANALYZE people_visit", migrations.RunSQL.noop),
    ]


class NewTable(migrations.Migration):
    operations = [
        migrations.RunSQL("CREATE TABLE scratch (id bigint, n text)", "DROP TABLE scratch"),
        migrations.RunSQL("CREATE INDEX scratch_lower ON scratch (lower(n))", ""),
    ]
