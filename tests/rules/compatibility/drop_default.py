"""MS306: a default dropped that INSERTs rely on, against one that nobody needs."""

from django.db import migrations, models


class ReliedOn(migrations.Migration):
    operations = [
        migrations.AlterField(  # expect: MS306
            "person", "status", models.CharField(max_length=10, default="new")
        ),
    ]


class TwoMore(migrations.Migration):
    operations = [
        migrations.AddField("person", "mood", models.CharField(max_length=9, db_default="calm")),
        migrations.AddField("person", "level", models.IntegerField(db_default=1)),
        migrations.AddField("person", "hint", models.IntegerField(db_default=1, null=True)),
    ]


class TheCodeGivesTheValue(migrations.Migration):
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "person", "mood", models.CharField(max_length=9, default="calm")
                ),
                migrations.RemoveField("person", "level"),
            ]
        ),
    ]


class NoLongerNeeded(migrations.Migration):
    operations = [
        migrations.RunSQL("ALTER TABLE people_person ALTER COLUMN mood DROP DEFAULT"),
        migrations.RunSQL(  # expect: MS306
            "ALTER TABLE people_person ALTER COLUMN level DROP DEFAULT"
        ),
        migrations.AlterField("person", "hint", models.IntegerField(null=True)),
        migrations.AlterField("person", "age", models.IntegerField(default=0)),
    ]
