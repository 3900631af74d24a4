"""MS502: every row in one statement, against a part of them, or a new table."""

from django.db import migrations, models, transaction


def every_row(apps, schema_editor):
    apps.get_model("people", "Person").objects.update(age=0)


def backfill(apps, schema_editor):
    Person = apps.get_model("people", "Person")
    Person.objects.using(schema_editor.connection.alias).filter(rank=None).update(rank=0)


def clear(apps, schema_editor):
    Visit = apps.get_model("people", "Visit")
    everything(Visit.objects).delete()


def everything(manager):
    return manager.all().order_by("pk")


def some(apps, schema_editor):
    apps.get_model("people", "Person").objects.filter(age__isnull=True).update(age=0)


def on_other_servers(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        apps.get_model("people", "Person").objects.update(age=0)


def of_scratch(apps, schema_editor):
    apps.get_model("people", "Scratch").objects.all().delete()


def batches(apps, schema_editor):
    alias = schema_editor.connection.alias
    rows = apps.get_model("people", "Person").objects.using(alias)
    keys = rows.order_by("pk").values_list("pk", flat=True)
    batch = list(keys[:1000])
    while batch:
        with transaction.atomic(using=alias):
            rows.filter(pk__in=batch).update(age=0)
        batch = list(keys.filter(pk__gt=batch[-1])[:1000])


class EveryRow(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS502
            "UPDATE people_person SET age = 0", migrations.RunSQL.noop
        ),
        migrations.RunSQL("DELETE FROM people_visit", migrations.RunSQL.noop),  # expect: MS502
    ]


class EveryRowInPython(migrations.Migration):
    operations = [
        migrations.RunPython(every_row, migrations.RunPython.noop),  # expect: MS502
        migrations.RunPython(clear, migrations.RunPython.noop),  # expect: MS502
        migrations.RunPython(some, migrations.RunPython.noop),
        migrations.RunPython(on_other_servers, migrations.RunPython.noop),
    ]


class EveryRowLacksAValue(migrations.Migration):
    operations = [
        migrations.AddField("person", "rank", models.IntegerField(null=True)),
        migrations.RunPython(backfill, migrations.RunPython.noop),  # expect: MS502
    ]


class SomeRowsMayLackAValue(migrations.Migration):
    operations = [
        migrations.RunPython(backfill, migrations.RunPython.noop),
    ]


class Some(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "UPDATE people_person SET age = 0 WHERE id < 1000", migrations.RunSQL.noop
        ),
        migrations.RunSQL("CREATE TABLE scratch (id bigint, n integer)", "DROP TABLE scratch"),
        migrations.RunSQL("UPDATE scratch SET n = 1", migrations.RunSQL.noop),
        migrations.AlterField("person", "age", models.IntegerField(default=0)),
    ]


class NewTable(migrations.Migration):
    operations = [
        migrations.CreateModel("Scratch", [("id", models.BigAutoField(primary_key=True))]),
        migrations.RunPython(of_scratch, migrations.RunPython.noop),
    ]


class Batches(migrations.Migration):
    atomic = False
    operations = [migrations.RunPython(batches, migrations.RunPython.noop)]
