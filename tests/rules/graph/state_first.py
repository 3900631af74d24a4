"""MS708: a column that the state has changed before, against columns that really change."""

from django.db import migrations, models

WIDEN = "ALTER TABLE people_person ALTER COLUMN email TYPE varchar(300)"


def state_only(*operations, sql=()):
    return migrations.SeparateDatabaseAndState(
        state_operations=list(operations), database_operations=list(sql)
    )


class StateFirst(migrations.Migration):
    operations = [
        state_only(migrations.AlterField("person", "name", models.CharField(max_length=200))),
        state_only(
            migrations.AlterField("tag", "name", models.CharField(max_length=80, db_default=""))
        ),
    ]


class DatabaseLater(migrations.Migration):
    operations = [
        migrations.AlterField(  # expect: MS708
            "person", "name", models.CharField(max_length=200)
        ),
        migrations.SeparateDatabaseAndState(  # expect: MS708
            database_operations=[
                migrations.AlterField("tag", "name", models.CharField(max_length=80, db_default=""))
            ]
        ),
    ]


class PartlyLost(migrations.Migration):
    operations = [
        state_only(migrations.AlterField("person", "notes", models.TextField(db_default=""))),
        migrations.AlterField(  # expect: MS708
            "person", "notes", models.TextField(db_default="", null=True)
        ),
    ]


class Taken(migrations.Migration):
    operations = [
        state_only(
            migrations.AlterField("person", "email", models.EmailField(max_length=300, null=True)),
            sql=[migrations.RunSQL(WIDEN, migrations.RunSQL.noop)],
        ),
        migrations.AlterField("person", "email", models.EmailField(max_length=300, null=True)),
    ]


class DatabaseAndStateTogether(migrations.Migration):
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterField("tenant", "name", models.CharField(max_length=120))
            ],
            state_operations=[
                migrations.AlterField("tenant", "name", models.CharField(max_length=120))
            ],
        ),
        migrations.AlterField("tenant", "name", models.CharField(max_length=120)),
    ]


class NothingForTheDatabase(migrations.Migration):
    operations = [
        state_only(
            migrations.AlterField("visit", "minutes", models.IntegerField(default=5, help_text="h"))
        ),
        migrations.AlterField("visit", "minutes", models.IntegerField(default=5, help_text="h")),
        migrations.AlterField("person", "age", models.IntegerField(null=True)),
    ]


class TakenBack(migrations.Migration):
    operations = [
        state_only(
            migrations.AlterField("person", "code", models.CharField(max_length=40, db_index=True))
        ),
        state_only(
            migrations.AlterField("person", "code", models.CharField(max_length=20, db_index=True))
        ),
        migrations.AlterField("person", "code", models.CharField(max_length=40, db_index=True)),
    ]


class OptionsFirst(migrations.Migration):
    operations = [
        state_only(migrations.AlterUniqueTogether("visit", {("person", "at")})),
        migrations.AlterUniqueTogether("visit", {("person", "at")}),  # expect: MS708
        migrations.AlterUniqueTogether("visit", {("person", "minutes")}),
    ]
