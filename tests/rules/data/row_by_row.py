"""MS504: rows one by one in one transaction, against batches, few rows, and commits in between."""

from functools import partial

from django.db import migrations, models, transaction


def save_each(apps, schema_editor):
    for person in apps.get_model("people", "Person").objects.all():
        person.code = person.code.lower()
        person.save(update_fields=["code"])


def create_for_each(apps, schema_editor):
    Person, Tag = apps.get_model("people", "Person"), apps.get_model("people", "Tag")
    for person in Person.objects.iterator():
        Tag.objects.get_or_create(name=person.code)


def delete_each(model, apps, schema_editor):
    [visit.delete() for visit in apps.get_model("people", model).objects.filter(minutes=0)]


def save_through_helper(apps, schema_editor):
    for person in apps.get_model("people", "Person").objects.all():
        lower(person)


def lower(person):
    person.code = person.code.lower()
    person.save()


def few(apps, schema_editor):
    Tag = apps.get_model("people", "Tag")
    for name in ("a", "b"):
        Tag.objects.create(name=name)
    for number in range(5):
        Tag.objects.create(name=str(number))


def in_batches(apps, schema_editor):
    Person = apps.get_model("people", "Person")
    changed = []
    for person in Person.objects.iterator(chunk_size=1000):
        person.code = person.code.lower()
        changed.append(person)
        if len(changed) == 1000:
            Person.objects.bulk_update(changed, ["code"])
            changed = []
    Person.objects.bulk_update(changed, ["code"])


@transaction.atomic
def save_each_at_once(apps, schema_editor):
    save_each(apps, schema_editor)


def with_collected_conditions(apps, schema_editor):
    conditions = {}
    conditions["age"] = 1
    for person in apps.get_model("people", "Person").objects.filter(**conditions):
        apps.get_model("people", "Tag").objects.create(name=person.name)


def fill_new(apps, schema_editor):
    Letter = apps.get_model("people", "Letter")
    for tenant in apps.get_model("people", "Tenant").objects.all():
        Letter.objects.create(name=tenant.name)


class OneByOne(migrations.Migration):
    operations = [
        migrations.RunPython(save_each, migrations.RunPython.noop),  # expect: MS504
        migrations.RunPython(create_for_each, migrations.RunPython.noop),  # expect: MS504
        migrations.RunPython(  # expect: MS504
            partial(delete_each, "Visit"), migrations.RunPython.noop
        ),
        migrations.RunPython(save_through_helper, migrations.RunPython.noop),  # expect: MS504
        migrations.RunPython(few, migrations.RunPython.noop),
        migrations.RunPython(with_collected_conditions, migrations.RunPython.noop),
    ]


class EachCommits(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunPython(save_each, migrations.RunPython.noop),
        migrations.RunPython(in_batches, migrations.RunPython.noop),
        migrations.RunPython(save_each_at_once, migrations.RunPython.noop),  # expect: MS504
        migrations.RunPython(  # expect: MS504
            save_each, migrations.RunPython.noop, atomic=True
        ),
    ]


class NewTable(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Letter",
            [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())],
        ),
        migrations.RunPython(fill_new, migrations.RunPython.noop),
    ]
