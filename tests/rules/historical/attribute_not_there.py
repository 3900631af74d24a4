"""MS613: what the historical class lacks, against what it has."""

from django.db import migrations


def calls(apps, schema_editor):
    for person in apps.get_model("people", "Person").objects.filter(age=1):
        print(person.get_full_name())


def reads(apps, schema_editor):
    print(apps.get_model("people", "Person").objects.first().full_name)


def asks_manager(apps, schema_editor):
    apps.get_model("people", "Person").active.count()


def asks_method(apps, schema_editor):
    apps.get_model("people", "Person").objects.active().count()


def has(apps, schema_editor):
    Person = apps.get_model("people", "Person")
    for person in Person.objects.select_related("tenant").annotate(n=Person.objects.count()):
        person.spoken = person.name.lower()
        print(person.pk, person.tenant.slug, person.tenant_id, person.visit_set.count(), person.n)
        print(person.spoken, person.tags.all(), person.tenant.persons.count(), person._meta)
        if hasattr(person, "full_name"):
            print(person.full_name)
    try:
        Person.objects.get(pk=1).full_name()
    except (Person.DoesNotExist, AttributeError):
        print("none")


class OfToday(migrations.Migration):
    operations = [
        migrations.RunPython(calls, migrations.RunPython.noop),  # expect: MS613
        migrations.RunPython(reads, migrations.RunPython.noop),  # expect: MS613
        migrations.RunPython(asks_manager, migrations.RunPython.noop),  # expect: MS613
        migrations.RunPython(asks_method, migrations.RunPython.noop),  # expect: MS613
    ]


class OfTheMoment(migrations.Migration):
    operations = [migrations.RunPython(has, migrations.RunPython.noop)]
