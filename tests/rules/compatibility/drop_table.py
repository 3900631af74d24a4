"""MS303: a table dropped while the running release knows it, against one already forgotten."""

from django.db import migrations, models


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
