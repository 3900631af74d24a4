"""MS501: rows, then schema, in one transaction, against the two apart."""

from django.db import migrations, models


def forwards(apps, schema_editor):
    persons = apps.get_model("people", "Person").objects.using(schema_editor.connection.alias)
    persons.filter(name="").update(name="?")


def unreadable(apps, schema_editor):
    exec("apps.get_model('people', 'Person').objects.update(age=0)", {"apps": apps})


def asks(apps, schema_editor):
    if apps.get_model("people", "Person").objects.filter(name="").exists():
        raise ValueError("Give them names first.")


class Together(migrations.Migration):
    operations = [
        migrations.RunPython(forwards, forwards),  # expect: MS501
        migrations.AddField("person", "alias", models.CharField(max_length=9, null=True)),
        migrations.RunSQL("DELETE FROM people_tag WHERE name = ''", migrations.RunSQL.noop),
        migrations.AddField("tag", "hint", models.CharField(max_length=9, null=True)),
    ]


class WhoKnows(migrations.Migration):
    operations = [
        migrations.RunPython(unreadable, unreadable),  # expect: MS501
        migrations.AddField("person", "call_name", models.CharField(max_length=9, null=True)),
    ]


class RowsAreOnlyRead(migrations.Migration):
    operations = [
        migrations.RunPython(asks, asks),
        migrations.AddField("person", "birth_name", models.CharField(max_length=9, null=True)),
    ]


class InOneString(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS501
            "UPDATE people_visit SET minutes = 1 WHERE minutes = 0; "
            "ALTER TABLE people_visit ADD CHECK (minutes > 0) NOT VALID",
            migrations.RunSQL.noop,
        ),
    ]


class RowsFirst(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS501
            "UPDATE people_visit SET minutes = 2 WHERE minutes = 3", migrations.RunSQL.noop
        ),
        migrations.AddField("visit", "hall", models.CharField(max_length=9, null=True)),
    ]


class RowsAlone(migrations.Migration):
    operations = [
        migrations.RunPython(forwards, forwards),
        migrations.RunSQL("DELETE FROM people_tag WHERE name = ''", migrations.RunSQL.noop),
        migrations.AlterField("person", "name", models.CharField(max_length=100, help_text="x")),
    ]


class EachByItself(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunPython(forwards, forwards),
        migrations.AddField("person", "nick", models.CharField(max_length=9, null=True)),
    ]


class DjangosOwn(migrations.Migration):
    operations = [
        migrations.AlterField("person", "age", models.IntegerField(default=0)),
    ]


class NewTable(migrations.Migration):
    operations = [
        migrations.CreateModel("Letter", [("id", models.BigAutoField(primary_key=True))]),
        migrations.RunSQL("INSERT INTO people_letter DEFAULT VALUES", migrations.RunSQL.noop),
        migrations.AddField("tenant", "motto", models.TextField(null=True)),
    ]
