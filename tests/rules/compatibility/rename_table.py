"""MS305: a table that moves away, against a model renamed in Python alone."""

from django.db import migrations, models


class Renamed(migrations.Migration):
    operations = [
        migrations.RenameModel("Person", "Citizen"),  # expect: MS305
        migrations.AlterModelTable("visit", "visits"),  # expect: MS305
        migrations.RunSQL("CREATE SCHEMA archive", migrations.RunSQL.noop),
        migrations.RunSQL("ALTER TABLE people_tenant SET SCHEMA archive"),  # expect: MS305
    ]


class SameTable(migrations.Migration):
    operations = [
        migrations.AlterModelTable("tag", "people_tag"),
        migrations.RenameModel("Tag", "Label"),
    ]


class WithAView(migrations.Migration):
    operations = [
        migrations.RunSQL(
            [
                "ALTER TABLE people_tag RENAME TO people_label",
                "CREATE VIEW people_tag AS SELECT * FROM people_label",
            ],
            state_operations=[migrations.AlterModelTable("label", "people_label")],
        ),
    ]


class FieldRenamed(migrations.Migration):
    operations = [
        migrations.AddField("visit", "tags", models.ManyToManyField("people.Label")),
    ]


class FieldRenamedLater(migrations.Migration):
    operations = [migrations.RenameField("visit", "tags", "labels")]  # expect: MS305


class SecondTable(migrations.Migration):
    operations = [
        migrations.RunSQL("CREATE TABLE people_label_new (LIKE people_label INCLUDING ALL)"),
    ]


class TablesSwapped(migrations.Migration):
    operations = [
        migrations.RunSQL("ALTER TABLE people_label RENAME TO people_label_old"),
        migrations.RunSQL("ALTER TABLE people_label_new RENAME TO people_label"),
    ]


class NewTable(migrations.Migration):
    operations = [
        migrations.CreateModel("Letter", [("id", models.BigAutoField(primary_key=True))]),
        migrations.RenameModel("Letter", "Mail"),
    ]
