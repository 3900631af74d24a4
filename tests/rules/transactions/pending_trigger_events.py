"""MS605: a table altered while checks are pending, against once they have run."""

from django.db import migrations, models


def visits(apps, schema_editor):
    Person, Visit = apps.get_model("people", "Person"), apps.get_model("people", "Visit")
    for person in Person.objects.filter(visits=1):
        Visit.objects.create(person=person, at="2026-01-01", minutes=5)


def moves(apps, schema_editor):
    for person in apps.get_model("people", "Person").objects.filter(tenant_id=1):
        person.tenant_id = 2
        person.save()


def renames(apps, schema_editor):
    for person in apps.get_model("people", "Person").objects.filter(tenant_id=1):
        person.name = person.name.title()
        person.save()


INSERT = "INSERT INTO people_visit (person_id, at, minutes) VALUES (1, now(), 5)"


class Pending(migrations.Migration):
    operations = [
        migrations.RunSQL(INSERT),  # expect: MS605
        migrations.AddField("visit", "room", models.IntegerField(null=True)),
    ]


class PendingOnTheParent(migrations.Migration):
    operations = [
        migrations.RunSQL("DELETE FROM people_tenant WHERE name = ''"),  # expect: MS605
        migrations.RunSQL(  # expect: MS605
            "UPDATE people_person SET tenant_id = 1 WHERE tenant_id = 2"
        ),
        migrations.AddIndex("person", models.Index(fields=["born"], name="born_idx")),
        migrations.AddField("tenant", "motto", models.TextField(null=True)),
    ]


class PendingInPython(migrations.Migration):
    operations = [
        migrations.RunPython(visits, migrations.RunPython.noop),  # expect: MS605
        migrations.RunPython(moves, migrations.RunPython.noop),  # expect: MS605
        migrations.AddField("visit", "hall", models.IntegerField(null=True)),
        migrations.AddField("person", "hall", models.IntegerField(null=True)),
    ]


class NothingToCheckInPython(migrations.Migration):
    operations = [
        migrations.RunPython(renames, migrations.RunPython.noop),
        migrations.AddField("person", "gate", models.IntegerField(null=True)),
    ]


class Checked(migrations.Migration):
    operations = [
        migrations.RunSQL(INSERT),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.AddField("visit", "floor", models.IntegerField(null=True)),
    ]


class NothingToCheck(migrations.Migration):
    operations = [
        migrations.RunSQL("UPDATE people_visit SET minutes = 1 WHERE minutes = 0"),
        migrations.RunSQL("DELETE FROM people_visit WHERE minutes = 0"),
        migrations.RunSQL("UPDATE people_tenant SET name = 'x' WHERE name = ''"),
        migrations.AddField("visit", "seat", models.IntegerField(null=True)),
        migrations.AddField("tenant", "seats", models.IntegerField(null=True)),
    ]


class Apart(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL(INSERT),
        migrations.AddField("visit", "row", models.IntegerField(null=True)),
    ]


class CheckedByDjango(migrations.Migration):
    operations = [
        migrations.RunSQL(INSERT),
        migrations.RemoveField("visit", "person"),
    ]
