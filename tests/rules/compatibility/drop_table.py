"""MS303: a table dropped while the running release knows it, against one already forgotten."""

from django.db import migrations, models

LONG = "a_name_that_goes_on_and_on_until_postgresql_has_no_more_room_for_it_at_all"
LABELS = models.ManyToManyField("people.Tag", related_name="+")


class StillInUse(migrations.Migration):
    operations = [
        migrations.DeleteModel("Visit"),  # expect: MS303
        migrations.RemoveField("person", "tags"),  # expect: MS303
    ]


class Made(migrations.Migration):
    operations = [
        migrations.CreateModel("Letter", [("id", models.BigAutoField(primary_key=True))]),
        migrations.CreateModel("Stamp", [("id", models.BigAutoField(primary_key=True))]),
        migrations.CreateModel("Scratch", [("id", models.BigAutoField(primary_key=True))]),
        migrations.DeleteModel("Scratch"),
    ]


class OddlyNamed(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Long",
            [("id", models.BigAutoField(primary_key=True)), ("tags", LABELS)],
            options={"db_table": LONG},
        ),
        migrations.CreateModel(
            "Old",
            [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())],
            options={"db_table": '"archive"."old"'},
        ),
    ]


class OddlyNamedStillInUse(migrations.Migration):
    operations = [
        migrations.RemoveField("long", "tags"),  # expect: MS303
        migrations.DeleteModel("Long"),  # expect: MS303
        migrations.DeleteModel("Old"),  # expect: MS303
    ]


class Forgotten(migrations.Migration):
    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("Letter")]),
        migrations.SeparateDatabaseAndState(  # expect: MS303
            state_operations=[migrations.DeleteModel("Stamp")],
            database_operations=[migrations.RunSQL("DROP TABLE people_stamp")],
        ),
    ]


class Dropped(migrations.Migration):
    operations = [
        migrations.RunSQL("DROP TABLE people_letter"),
        migrations.RunSQL("DROP TABLE IF EXISTS nobodys_table"),
    ]


class Views(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "CREATE VIEW people_busy AS SELECT id FROM people_person;"
            "CREATE VIEW people_idle AS SELECT id FROM people_person;"
            "CREATE VIEW nobodys AS SELECT id FROM people_person",
            migrations.RunSQL.noop,
            state_operations=[
                migrations.CreateModel(name, [("id", models.BigAutoField(primary_key=True))])
                for name in ("Busy", "Idle")
            ],
        ),
    ]


class ViewsDropped(migrations.Migration):
    operations = [
        migrations.RunSQL("DROP VIEW people_busy"),  # expect: MS303
        migrations.RunSQL(
            "DROP VIEW people_idle; CREATE VIEW people_idle AS SELECT id FROM people_person"
        ),
        migrations.RunSQL("DROP VIEW nobodys"),
    ]
