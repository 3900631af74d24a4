"""MS304: a column renamed, openly or silently, against a field renamed in Python alone."""

from django.db import migrations, models


class Renamed(migrations.Migration):
    operations = [
        migrations.RenameField("person", "name", "full_name"),  # expect: MS304
        migrations.AlterField(  # expect: MS304
            "person", "notes", models.TextField(blank=True, db_column="remarks")
        ),
        migrations.RunSQL(  # expect: MS304
            "ALTER TABLE people_visit RENAME COLUMN minutes TO duration"
        ),
    ]


class RenamedInPython(migrations.Migration):
    operations = [
        migrations.AlterField("tag", "name", models.CharField(max_length=50, db_column="name")),
        migrations.RenameField("tag", "name", "label"),
    ]


class NewTable(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Letter",
            [("id", models.BigAutoField(primary_key=True)), ("sent", models.DateField())],
        ),
        migrations.RenameField("letter", "sent", "sent_on"),
        migrations.RunSQL("ALTER TABLE people_letter ADD COLUMN other integer"),
    ]


class UnknownToTheCode(migrations.Migration):
    operations = [
        migrations.RunSQL("ALTER TABLE people_letter RENAME COLUMN other TO another"),
    ]
