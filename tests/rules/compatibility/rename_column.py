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


SWAP = (
    "ALTER TABLE people_visit RENAME COLUMN at TO at_old",
    "ALTER TABLE people_visit RENAME COLUMN at_new TO at",
)


class SecondColumn(migrations.Migration):
    operations = [migrations.RunSQL("ALTER TABLE people_visit ADD COLUMN at_new date")]


class Swapped(migrations.Migration):
    operations = [migrations.RunSQL(SWAP[0]), migrations.RunSQL(SWAP[1])]


class SwappedInTwo(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL("ALTER TABLE people_visit RENAME COLUMN at TO at_new"),  # expect: MS304
        migrations.RunSQL("ALTER TABLE people_visit RENAME COLUMN at_old TO at"),
    ]


class Exchanged(migrations.Migration):
    operations = [
        migrations.RunSQL("ALTER TABLE people_tenant RENAME COLUMN name TO free"),  # expect: MS304
        migrations.RunSQL("ALTER TABLE people_tenant RENAME COLUMN slug TO name"),
        migrations.RunSQL("ALTER TABLE people_tenant RENAME COLUMN free TO slug"),
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
